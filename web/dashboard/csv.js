// Looks into a CSV before it is sent: its first records and how many there
// are. What counts is what the server reads; this is a preview.

const SEPARATORS = [',', ';', '\t', '|'];

/** The separator that the first line has most of, outside of quotes. */
export function separatorOf(text) {
  const counts = new Map(SEPARATORS.map((one) => [one, 0]));
  let quoted = false;
  for (const letter of text) {
    if (letter === '"') quoted = !quoted;
    else if (!quoted && letter === '\n') break;
    else if (!quoted && counts.has(letter)) {
      counts.set(letter, counts.get(letter) + 1);
    }
  }
  return [...counts].reduce((a, b) => (b[1] > a[1] ? b : a))[0];
}

/**
 * `{headers, rows, count}`: the first `most` rows as arrays, and the number of
 * all rows. Blank lines are no rows.
 */
export function previewCsv(text, most = 20) {
  const clean = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  const separator = separatorOf(clean);
  const kept = [];
  let count = -1;
  for (const record of records(clean, separator, () => kept.length <= most)) {
    if (record !== null && record.length === 1 && record[0] === '') continue;
    count += 1;
    if (kept.length <= most && record) kept.push(record);
  }
  const [headers = [], ...rows] = kept;
  return { headers: headers.map((name) => name.trim()), rows,
    count: Math.max(0, count), separator };
}

// Records as arrays while `wanted()`, then null for each that is not blank.
function* records(text, separator, wanted) {
  let at = 0;
  while (at < text.length) {
    if (wanted()) {
      const [record, next] = readRecord(text, at, separator);
      at = next;
      yield record;
    } else {
      const next = endOfRecord(text, at);
      if (text.slice(at, next).trim()) yield null;
      at = next;
    }
  }
}

function readRecord(text, start, separator) {
  const record = [];
  let at = start;
  for (;;) {
    const [value, next] = text[at] === '"' ? readQuoted(text, at + 1)
      : readPlain(text, at, separator);
    record.push(value);
    if (text[next] !== separator) return [record, afterLine(text, next)];
    at = next + 1;
  }
}

function readPlain(text, start, separator) {
  let at = start;
  while (at < text.length && text[at] !== separator && text[at] !== '\n'
    && text[at] !== '\r') at += 1;
  return [text.slice(start, at), at];
}

function readQuoted(text, start) {
  let value = '';
  let at = start;
  for (;;) {
    const end = text.indexOf('"', at);
    if (end < 0) return [value + text.slice(at), text.length];
    value += text.slice(at, end);
    if (text[end + 1] !== '"') return [value, end + 1];
    value += '"';
    at = end + 2;
  }
}

function afterLine(text, at) {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
}

// Past the line break that ends the record: one that is not in quotes.
function endOfRecord(text, start) {
  let quoted = false;
  for (let at = start; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 34) quoted = !quoted;
    else if (code === 10 && !quoted) return at + 1;
  }
  return text.length;
}
