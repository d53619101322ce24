// Prints what papaparse reads in a CSV file, as JSON: parse.cjs FILE.
// LEADMILL_NODE_MODULES says where papaparse is.
const fs = require("fs");
const path = require("path");
const papa =
  require(path.join(process.env.LEADMILL_NODE_MODULES, "papaparse"));

const text = fs.readFileSync(process.argv[2], "utf8");
const { data, errors } = papa.parse(text, { delimiter: "," });
process.stdout.write(JSON.stringify({ data, errors }));
