// Which columns the server will recognize, told from their names as it does
// (leads/columns.cpp has the whole list); for the preview only.

const NAMES = {
  Name: 'name fullname completename displayname contact lead',
  'First name': 'firstname first fname givenname forename',
  'Last name': 'lastname last lname surname familyname',
  Email: 'email emailaddress emailid mail mailaddress',
  Phone: 'mobile mobilephone mobilenumber mobilephonenumber mobileno cell '
    + 'cellphone cellnumber cellphonenumber wireless whatsapp phone '
    + 'phonenumber phoneno phonenum telephone telephonenumber tel telno '
    + 'contactnumber ph number',
  City: 'city cityname town citytown locality municipality',
  State: 'state statecode stateprovince provincestate stateregion province '
    + 'region st',
  ZIP: 'zip zipcode zip5 ziporpostalcode zippostalcode postalcode postcode '
    + 'postal plz',
  Location: 'location geography citystate citystatezip geo area',
  Country: 'country countrycode countryname countryregion nation',
  'Age or birth': 'dob dateofbirth birthdate birthday birthyear yearofbirth '
    + 'age ageyears ageinyears doborage ageordob agedob',
  Company: 'company companyname currentcompany organization organisation '
    + 'organizationname organisationname org employer employername business '
    + 'businessname firm account accountname',
  'Job title': 'jobtitle title currenttitle currentjobtitle position '
    + 'currentposition jobposition role jobrole designation job occupation '
    + 'profession headline',
  LinkedIn: 'linkedin linkedinurl linkedinlink linkedinprofile '
    + 'linkedinprofileurl linkedinprofilelink linkedinpublicurl liurl '
    + 'publicprofileurl profileurl profilelink navigationurl '
    + 'salesnavigatorurl salesnavurl profile',
  Website: 'domain website websiteurl webpage companydomain companywebsite '
    + 'companyurl',
  'Line type': 'linetype phonetype',
  Carrier: 'carrier carriername phonecarrier',
  Platform: 'platform leadplatform source leadsource',
  'Search filter': 'searchfilter searchfilters',
  'Date scraped': 'datescraped scrapedat scrapedate',
  'Source details': 'sourcedetails',
  'Do not call': 'dnc dncstatus donotcall',
};
const OWNERS = ('contact lead persons person prospect customer client '
  + 'candidate owner member user your primary main best verified personal '
  + 'direct home mailing work business office secondary other alternate '
  + 'alternative alt').split(' ');

const table = new Map();
for (const [meaning, names] of Object.entries(NAMES)) {
  for (const name of names.split(' ')) table.set(name, meaning);
}

const fold = (name) => name.normalize('NFKD').toLowerCase()
  .replace(/[^\p{L}\p{N}]/gu, '');

/** What a column of this name means, or '' when it is only carried along. */
export function meaningOf(name) {
  const folded = fold(name);
  return find(folded) || find(folded.replace(/\d{1,2}$/, ''));
}

function find(folded) {
  if (table.has(folded)) return table.get(folded);
  if (folded === 'username') return '';
  for (const owner of OWNERS) {
    if (folded.startsWith(owner) && table.has(folded.slice(owner.length))) {
      return table.get(folded.slice(owner.length));
    }
  }
  return '';
}
