#!/usr/bin/env python3
"""Writes examples/leads.csv: 1,000 synthetic leads with the mess of real ones.

Nobody in it exists. Addresses are at example.com and its kin, phone numbers
are those that regulators keep free for fiction (NANPA 555-0100 to 0199, Ofcom
020 7946 0xxx and 07700 900xxx, ACMA 0491 570 xxx, ARCEP 01 99 00 xx xx).
The same seed gives the same file, byte for byte.
"""
import argparse
import csv
import io
import random

HEADERS = ["Full Name ", "E-mail address", "Mobile", "Work  Phone", "Location",
           "City", "ST", "Zip Code", "Age / DOB", "Organization", "Title",
           "LinkedIn Profile URL", "Country", "Lead Source", "Notes", "Notes"]

FIRST = """James Mary Robert Patricia John Jennifer Michael Linda David
Elizabeth William Barbara Richard Susan Joseph Jessica Thomas Sarah Carlos
Karen Daniel Nancy Matthew Lisa Anthony Betty Mark Sandra Aisha Ashley Wei
Priya Andrew Emily Joshua Donna Kenji Michelle Kevin Carol Brian Amanda José
Zoë Björn François Łukasz Siân Mary-Jane Xochitl Ngozi Olga""".split()
LAST = """Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez
Martinez Hernandez Lopez Gonzalez Wilson Anderson Thomas Taylor Moore Jackson
Martin Lee Perez Thompson White Harris Clark Ramirez Lewis Robinson Walker
Young Allen King Wright Scott Torres Nguyen Hill Flores Green Adams Nelson
Baker Hall Rivera Campbell Mitchell Carter Roberts O'Neil McDonald Müller
Núñez Okafor Do Ma Kowalski Smith-Jones""".split()
LAST += ["van der Berg", "de la Cruz", "St. John", "D'Angelo"]

CITIES = [("New York", "NY", "212"), ("Los Angeles", "CA", "213"),
          ("Chicago", "IL", "312"), ("Houston", "TX", "713"),
          ("Phoenix", "AZ", "602"), ("Philadelphia", "PA", "215"),
          ("San Antonio", "TX", "210"), ("San Diego", "CA", "619"),
          ("Dallas", "TX", "214"), ("Austin", "TX", "512"),
          ("Boston", "MA", "617"), ("Seattle", "WA", "206"),
          ("Denver", "CO", "303"), ("Miami", "FL", "305"),
          ("Atlanta", "GA", "404"), ("Portland", "OR", "503"),
          ("St. Louis", "MO", "314"), ("Nashville", "TN", "615"),
          ("Honolulu", "HI", "808"), ("Anchorage", "AK", "907"),
          ("Newark", "NJ", "973"), ("Smallville", "KS", "620"),
          ("Toronto", "ON", "416"), ("Vancouver", "BC", "604")]
STATE_NAMES = {"NY": "New York", "CA": "California", "IL": "Illinois",
               "TX": "Texas", "AZ": "Arizona", "PA": "Pennsylvania",
               "MA": "Massachusetts", "WA": "Washington", "CO": "Colorado",
               "FL": "Florida", "GA": "Georgia", "OR": "Oregon",
               "MO": "Missouri", "TN": "Tennessee", "HI": "Hawaii",
               "AK": "Alaska", "NJ": "New Jersey", "KS": "Kansas",
               "ON": "Ontario", "BC": "British Columbia"}
CREDENTIALS = [", MD", " MD", ", M.D.", ", PharmD", " CPA", ", JD", ", MPH",
               " MBA", ", PsyD", ", RN", ", FNP-BC", ", PhD, MBA", " DO",
               ", Esq.", " (She/Her)", " Jr.", ", LCSW"]
DECORATIONS = [" 🚀", " ✨🏆", " ★ Realtor ★", " | Helping You Grow 📈",
               " - Loan Officer", " ®", " 🇺🇸", " ~ Coach ~", ' "Bud"']
COMPANIES = ["Example Health", "Acme, Inc.", 'The "Sample" Group',
             "Initech Example", "Northwind Example LLC", "Müller & Söhne",
             "Example Realty; Homes", "", "Fabrikam Example"]
JOBS = ["CEO", "VP, Sales", "Account Executive", "Nurse Practitioner",
        "Owner / Operator", "Head of R&D", "", "Realtor®", "Engineer"]
DOMAINS = ["example.com", "example.org", "example.net", "mail.example.com",
           "EXAMPLE.COM", "dept.example.org"]
BAD_EMAILS = ["not an email", "jane@", "@example.com", "a..b@example.com",
              "jane@example", "jane@example.con", "jane doe@example,com",
              "n/a", "jane@@example.com", "none"]
BAD_PHONES = ["123", "555-0100", "call me", "000-000-0000", "+1 212 555 01",
              "07700 900123 (UK)", "2.12555E+09", "N/A", "-", "tbd"]


def us_phone(rng, area, line):
    area, line = str(area), f"01{line:02d}"
    return rng.choice([
        f"({area}) 555-{line}", f"{area}-555-{line}", f"{area}.555.{line}",
        f"{area} 555 {line}", f"{area}555{line}", f"+1 {area} 555 {line}",
        f"+1{area}555{line}", f"1-{area}-555-{line}", f"001 {area} 555 {line}",
        f"tel:+1-{area}-555-{line}", f"{area}/555-{line}",
        f"({area}) 555-{line} ext. {rng.randint(10, 99)}",
        f"1{area}555{line}.0", f"({area})555-{line}; ({area}) 555-0199",
        f" {area}\u00a0555\u2011{line} "])


def foreign(rng):
    n = rng.randint(0, 99)
    return rng.choice([
        ("London, England, United Kingdom", "UK", f"020 7946 0{n:03d}"),
        ("London", "United Kingdom", f"+44 20 7946 0{n:03d}"),
        ("Leeds, United Kingdom", "GB", f"+44 (0)7700 900{n:03d}"),
        ("Sydney, New South Wales, Australia", "Australia",
         f"0491 570 {rng.choice([6, 156, 157, 158, 159, 110]):03d}"),
        ("Melbourne, Victoria, Australia", "AU", "+61 491 570 313"),
        ("Paris, Île-de-France, France", "France", f"01 99 00 {n:02d} 12"),
        ("Toronto, Ontario, Canada", "Canada", f"(416) 555-01{n:02d}"),
        ("Greater Toronto Area, Canada", "CA", f"+1 647 555 01{n:02d}"),
        ("Berlin, Germany", "Germany", "+49 30 23125 0{:02d}".format(n))])


def make_name(rng, first, last):
    name = f"{first} {last}"
    roll = rng.random()
    if roll < 0.06:
        name = f"{last}, {first}"
    elif roll < 0.12:
        name = name.upper()
    elif roll < 0.17:
        name = name.lower()
    elif roll < 0.25:
        name = rng.choice(["Dr. ", "Mr. ", "Mrs ", "Prof. ", "Ms. "]) + name
    elif roll < 0.30:
        name = f"{first} {rng.choice('ABCDEFGH')}. {last}"
    if "," not in name:
        if rng.random() < 0.22:
            name += rng.choice(CREDENTIALS)
        if rng.random() < 0.12:
            name += rng.choice(DECORATIONS)
    if rng.random() < 0.04:
        name = f"  {name}  "
    return name


def plain(text):
    table = str.maketrans("éëöçŁâüúñ", "eeocLauun")
    return "".join(c for c in text.translate(table).lower()
                   if c.isascii() and c.isalnum())


def make_email(rng, first, last, row):
    roll = rng.random()
    if roll < 0.10:
        return ""
    if roll < 0.18:
        return rng.choice(BAD_EMAILS)
    if roll < 0.22:
        return rng.choice(["info", "sales", "hello"]) + f"@team{row}.example.com"
    address = f"{plain(first)}.{plain(last)}{row}@{rng.choice(DOMAINS)}"
    return rng.choice([address] * 6 + [
        f" {address} ", f"mailto:{address}", f"{first} <{address}>",
        address.upper(), f"{address}; other{row}@example.com", f"{address}."])


def make_age(rng):
    roll = rng.random()
    year = rng.randint(1940, 2004)
    month, day = rng.randint(1, 12), rng.randint(1, 28)
    names = ["Jan", "Feb", "March", "April", "May", "June", "July", "Aug",
             "Sept", "Oct", "Nov", "Dec"]
    if roll < 0.35:
        return ""
    if roll < 0.65:
        return str(rng.randint(21, 82))
    return rng.choice([f"{year}-{month:02d}-{day:02d}", f"{month}/{day}/{year}",
                       f"{names[month - 1]} {day}, {year}", f"{year}",
                       f"{month:02d}/{day:02d}/{year % 100:02d}", "unknown",
                       f"{rng.randint(25, 59)} years"])


def make_linkedin(rng, first, last, row):
    roll = rng.random()
    slug = f"{plain(first)}-{plain(last)}-{row:04d}"
    if roll < 0.45:
        return ""
    return rng.choice([
        f"https://www.linkedin.com/in/{slug}/", f"linkedin.com/in/{slug}",
        f"http://uk.linkedin.com/in/{slug}?trk=people",
        f"https://www.linkedin.com/in/{slug.upper()}/en",
        f"https://www.linkedin.com/sales/lead/ACwAA{row:06d}xYz,NAME_SEARCH,q1",
        f"in/{slug}"])


def make_place(rng, city, state):
    """Location, city, state, ZIP: one way or the other, or not at all."""
    roll = rng.random()
    name = STATE_NAMES[state]
    if roll < 0.30:
        return [rng.choice([
            f"{city}, {name}, " + ("Canada" if state in ("ON", "BC")
                                   else "United States"),
            f"{city}, {state}", f"Greater {city} Area",
            f"{city}, {name}"]), "", "", ""]
    if roll < 0.85:
        return ["", rng.choice([city, city.upper(), f" {city} "]),
                rng.choice([state, name, state.lower()]), ""]
    if roll < 0.93:
        zips = {"MA": "2108", "NJ": "7102-1234", "NY": "10001", "CA": "90012.0"}
        return ["", city, state, zips.get(state, "")]
    return ["", "", "", ""]


def make_row(rng, row):
    first, last = rng.choice(FIRST), rng.choice(LAST)
    city, state, area = rng.choice(CITIES)
    place = make_place(rng, city, state)
    country = rng.choice(["", "", "", "USA", "United States", "US"])
    if state in ("ON", "BC"):
        country = "Canada"
    mobile, work = us_phone(rng, area, rng.randint(0, 99)), ""
    roll = rng.random()
    if roll < 0.08:
        location, country, mobile = foreign(rng)
        place = [location, "", "", ""]
    elif roll < 0.14:
        mobile = ""
    elif roll < 0.20:
        mobile = rng.choice(BAD_PHONES)
    elif roll < 0.28:
        mobile, work = "", mobile
    notes = rng.choice([""] * 8 + [
        "Met at the fair.\nCall back in May", 'Said "maybe", twice',
        "a,b;c|d", "=SUM(A1:A9)", "@handle", "-5% discount", "+ more\r\nlines"])
    return [make_name(rng, first, last), make_email(rng, first, last, row),
            mobile, work, *place, make_age(rng), rng.choice(COMPANIES),
            rng.choice(JOBS), make_linkedin(rng, first, last, row), country,
            rng.choice(["fair", "web", "", "referral"]), notes,
            rng.choice(["", "", "second notes"])]


def make_rows(rng, count):
    rows = []
    for row in range(count):
        roll = rng.random()
        if rows and roll < 0.03:
            rows.append(list(rng.choice(rows)))
        elif rows and roll < 0.05:
            # The same person, written down another time.
            again = list(rng.choice(rows))
            again[0], again[14] = again[0].upper(), "seen again"
            rows.append(again)
        elif roll < 0.06:
            rows.append(make_row(rng, row)[:1] + [""] * (len(HEADERS) - 1))
        else:
            rows.append(make_row(rng, row))
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=20260101)
    parser.add_argument("--out", default="examples/leads.csv")
    args = parser.parse_args()
    rng = random.Random(args.seed)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADERS)
    writer.writerows(make_rows(rng, args.rows))
    with open(args.out, "wb") as file:
        file.write(b"\xef\xbb\xbf" + text.getvalue().encode())


if __name__ == "__main__":
    main()
