import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';

// What the ways in say of each other: versions, inputs, pages. That they work is shown by the end-to-end tests.

const test = suite('the ways in');
const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const { version } = JSON.parse(read('package.json')) as { readonly version: string };

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length));

test('every version that they name is that of the package', () => {
  const files = [...filesBelow('docs/hosts'), ...filesBelow('examples'), 'templates/netpolish.yml', 'Dockerfile'];
  let named = 0;
  for (const file of files) {
    const text = read(file);
    const found = text.matchAll(/netpolish(?:\/netpolish)*[@:-]v?(\d+\.\d+\.\d+)|rev: v(\d+\.\d+\.\d+)/g);
    for (const [words, tag, revision] of found) {
      assert.is(tag ?? revision, version, `${file}: ${words}`);
      named++;
    }
  }
  assert.ok(named > 10);
});

/** The names in the first column of the table of inputs of a page; a row may hold two. */
const inputsOf = (page: string): readonly string[] => {
  const table = read(page).split('| input |')[1]?.split('\n\n')[0] ?? '';
  return [...table.matchAll(/^\| (`[^|]+`) \|/gm)].flatMap(([, names = '']) =>
    [...names.matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? ''),
  );
};

test('the page on GitHub tells every input of the action', () => {
  const { inputs } = parse(read('action.yml')) as { readonly inputs: object };
  assert.equal([...inputsOf('docs/hosts/github.md')].sort(), Object.keys(inputs).sort());
});

test('the page on GitLab tells every input of the component, whose version is that of the package', () => {
  const [header = ''] = read('templates/netpolish.yml').split('\n---\n');
  const { spec } = parse(header) as {
    readonly spec: { readonly inputs: Readonly<Record<string, { readonly default: string }>> };
  };
  assert.equal([...inputsOf('docs/hosts/gitlab.md')].sort(), Object.keys(spec.inputs).sort());
  assert.is(spec.inputs.version?.default, version);
});

test('every host of the table has a page, and every page a row', () => {
  const named = [...read('docs/hosts.md').matchAll(/\(hosts\/([\w-]+\.md)/g)].map(([, page]) => page);
  assert.equal([...new Set(named)].sort(), readdirSync(join(root, 'docs/hosts')).sort());
});

test.run();
