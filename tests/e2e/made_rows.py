"""Synthetic leads: nobody's numbers (555-01xx), nobody's domains (example.*).

Each row holds its set and its number (column Ref), so that what comes back is
known to be the row that was sent; some repeat an earlier row's person.
"""
import csv
import io
import json
import random

HEADERS = ["Ref", "Full Name", "Phone Number", "E-mail", "City", "State",
           "DOB", "Company"]
_FIRST = ["Ada", "Bo", "Cleo", "Dmitri", "Éloïse", "Fatima", "Gus", "Hana",
          "Ines", "Jörg", "Kwame", "Lee"]
_LAST = ["Example", "Sample", "Test-Case", "O'Specimen", "van Model",
         "Müstermann", "Doe", "Roe", "Placeholder", "Fictive"]
_PLACES = [("New York", "NY", "212"), ("Austin", "TX", "512"),
           ("Seattle", "WA", "206"), ("Miami", "FL", "305"),
           ("Denver", "CO", "303"), ("Boston", "MA", "617")]
_SPELLINGS = ["({a}) 555-{n}", "{a}-555-{n}", "{a}.555.{n}", "+1 {a} 555 {n}",
              "1{a}555{n}", "{a} 555 {n} ", "tel: {a}555{n}"]


def make_row(mark, number, rng):
    first, last = rng.choice(_FIRST), rng.choice(_LAST)
    city, state, area = rng.choice(_PLACES)
    phone = rng.choice(_SPELLINGS).format(a=area,
                                          n=f"01{rng.randrange(100):02}")
    if rng.random() < 0.1:
        phone = rng.choice(["", "n/a", "12"])
    title = rng.choice(["", "", "", "Dr. ", "⭐ "])
    email = f"lead{number}.{mark}@mail.example.com"
    if rng.random() < 0.1:
        email = rng.choice(["", "not an address", "@example.org"])
    return {"Ref": f"{mark}-{number}", "Full Name": f"{title}{first} {last}",
            "Phone Number": phone, "E-mail": email, "City": city,
            "State": state,
            "DOB": f"{rng.randrange(1930, 2004)}-0{rng.randrange(1, 10)}-15",
            "Company": rng.choice(["Example, Inc.", 'The "Sample" Works',
                                   "Line\nBreak Ltd", ""])}


def make_rows(mark, count, seed=0):
    """`count` rows; the same for the same arguments."""
    rng = random.Random(f"{mark}/{seed}")
    rows = []
    for number in range(count):
        row = make_row(mark, number, rng)
        if rows and rng.random() < 0.05:  # The same person once more.
            row = {**rng.choice(rows), "Ref": row["Ref"]}
        rows.append(row)
    return rows


def make_body(rows, metadata=None, options=None):
    """The bytes of a request body."""
    body = {"parsedData": {"headers": HEADERS, "rows": rows}}
    if metadata is not None:
        body["metadata"] = metadata
    if options is not None:
        body["options"] = options
    return json.dumps(body, ensure_ascii=False).encode()


def make_csv(rows):
    """The rows as a CSV file."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, HEADERS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()
