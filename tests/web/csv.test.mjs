// The preview of a CSV, and the names of columns.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { meaningOf } from '../../web/dashboard/columns.js';
import { previewCsv, separatorOf } from '../../web/dashboard/csv.js';

test('quotes, doubled quotes, commas and line breaks within are one value',
  () => {
    const { headers, rows, count } = previewCsv(
      'Name,Note\r\n"Nelson, Ada","says ""hi""\nand goes"\r\nBo,\r\n');
    assert.deepEqual(headers, ['Name', 'Note']);
    assert.deepEqual(rows, [['Nelson, Ada', 'says "hi"\nand goes'], ['Bo', '']]);
    assert.equal(count, 2);
  });

test('a byte order mark and blank lines are nothing', () => {
  const { headers, rows, count } = previewCsv('\ufeffName\n\nAda\n\n\nBo\n');
  assert.deepEqual(headers, ['Name']);
  assert.deepEqual(rows, [['Ada'], ['Bo']]);
  assert.equal(count, 2);
});

test('rows beyond the preview are counted, also with breaks in quotes', () => {
  const text = `Name,Note\n${'Ada,"a\nb"\n'.repeat(5000)}Bo,last`;
  const { rows, count } = previewCsv(text, 3);
  assert.equal(count, 5001);
  assert.ok(rows.length <= 4);
});

test('semicolons and tabs separate where they are more', () => {
  assert.equal(separatorOf('a;b;c\n1,2;3;4'), ';');
  assert.equal(separatorOf('a\tb'), '\t');
  assert.equal(separatorOf('"a,b,c";d'), ';');
  assert.equal(separatorOf('alone'), ',');
});

test('a quote that never ends does not hang', () => {
  assert.equal(previewCsv('Name\n"Ada').rows[0][0], 'Ada');
  assert.equal(previewCsv('').count, 0);
  assert.equal(previewCsv('Name').count, 0);
});

test('columns are known by name, whatever case and punctuation', () => {
  const cases = { 'E-mail address': 'Email', ' FULL name ': 'Name',
    'Phone 2': 'Phone', 'Work Phone': 'Phone', 'Zip_Code': 'ZIP',
    'LinkedIn Profile URL': 'LinkedIn', 'Age / DOB': 'Age or birth',
    Organization: 'Company', username: '', 'Favourite colour': '', '': '' };
  for (const [name, meaning] of Object.entries(cases)) {
    assert.equal(meaningOf(name), meaning, name);
  }
});
