// What the pages point at must be there: files of the project, and headings in them.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { globSync } from 'tinyglobby';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('pages');

const root = fileURLToPath(new URL('..', import.meta.url));
const pages = globSync(['*.md', 'docs/**/*.md', 'examples/**/*.md'], {
  cwd: root,
  ignore: ['**/node_modules/**'],
}).sort();

const read = (page: string): string => readFileSync(join(root, page), 'utf8');
const prose = (page: string): string =>
  read(page)
    .replace(/^( *)```[\s\S]*?^\1```/gm, '')
    .replace(/`[^`\n]*`/g, 'x');

/** As GitHub makes it of a heading. */
const anchors = (page: string): ReadonlySet<string> => {
  const headings = read(page)
    .replace(/^( *)```[\s\S]*?^\1```/gm, '')
    .matchAll(/^#+ (.*)$/gm);
  return new Set([...headings].map(([, words = '']) => anchorOf(words)));
};

const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

test('there are pages', () => {
  assert.ok(pages.length > 20, pages.join(' '));
});

for (const page of pages) {
  test(`${page} leads nowhere that is not there`, () => {
    for (const [, target = ''] of prose(page).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (!/^[\w./#-]+$/.test(target)) continue;
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? page : join(dirname(page), path);
      assert.ok(existsSync(join(root, file)), `${page}: ${target}`);
      if (anchor === undefined || statSync(join(root, file)).isDirectory()) continue;
      assert.ok(anchors(file).has(anchor), `${page}: no heading ${target}`);
    }
  });

  test(`${page} names no line that is wider than a page`, () => {
    const wide = prose(page)
      .split('\n')
      .filter(
        (line) => line.length > 160 && !line.startsWith('|') && !line.startsWith('- **') && page !== 'docs/checks.md',
      );
    assert.equal(wide, []);
  });
}

test.run();
