// The columns of a table that comes as rows of {column: value}.

/** The columns of all rows, in the order in which they first come. */
export function columnsOf(rows) {
  const names = new Set();
  for (const row of rows) for (const name of Object.keys(row)) names.add(name);
  return [...names];
}
