// The page as it is served: what it names is there, what its policy forbids is
// not, and the modules of the first view are asked for at once.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../web', import.meta.url));
const page = readFileSync(join(ROOT, 'index.html'), 'utf8');

function* filesBelow(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else yield path;
  }
}

const importsOf = (path) => [...readFileSync(path, 'utf8').matchAll(
  /(?:^import|^export|^ {2}from|^} from).*?'(\.[^']+)';/gms)]
  .map((found) => join(dirname(path), found[1]));

/** All that is loaded when `entries` are. */
function graphOf(entries) {
  const seen = new Set();
  const visit = (path) => {
    if (seen.has(path)) return;
    seen.add(path);
    importsOf(path).forEach(visit);
  };
  entries.forEach(visit);
  return [...seen].map((path) => relative(ROOT, path)).sort();
}

test('what the page names is there', () => {
  const names = [...page.matchAll(/(?:src|href)="([^"#]+)"/g)].map((f) => f[1]);
  assert.ok(names.length > 10);
  for (const name of names) assert.ok(existsSync(join(ROOT, name)), name);
});

test('every import names a file', () => {
  for (const path of filesBelow(ROOT)) {
    if (!path.endsWith('.js')) continue;
    for (const other of importsOf(path)) {
      assert.ok(existsSync(other), `${path} imports ${other}`);
    }
  }
});

test('the modules of the first view are asked for at once', () => {
  const asked = [...page.matchAll(/rel="modulepreload" href="([^"]+)"/g)]
    .map((found) => found[1]).sort();
  const entry = (name) => join(ROOT, 'dashboard', name);
  assert.deepEqual(asked,
    graphOf([entry('main.js'), entry('views/overview.js')]));
});

test('nothing in line, which the policy would forbid', () => {
  assert.doesNotMatch(page, /<style|style="|<script(?![^>]*src=)|\son\w+="/);
  for (const path of filesBelow(ROOT)) {
    const text = readFileSync(path, 'utf8');
    assert.doesNotMatch(text,
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(/, path);
  }
});
