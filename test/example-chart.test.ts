// The example of `netpolish chart`: without Helm, that its files belong together. test/e2e/chart-example.e2e.ts runs it.
import { readFileSync, writeFileSync } from 'node:fs';
import { applyPatch } from 'diff';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('examples/chart');

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const TEMPLATE = 'shop/templates/networkpolicy.yaml';
const template: string = read(`examples/chart/${TEMPLATE}`);
const report: string = read('examples/chart/report.txt');

test('the report quotes the template', () => {
  const lines = template.split('\n');
  const quoted = [...report.matchAll(/^ +(\d+) \| (.*)$/gm)];
  assert.is(quoted.length, 2);
  for (const [, number, text = ''] of quoted) assert.is(lines[Number(number) - 1]?.trimEnd(), text.trimEnd());
});

test('each line of its table has its paragraph', () => {
  const rows = [...report.matchAll(/^(\S+) +-> .* -> (\S+):(\d+)$/gm)];
  assert.is(rows.length, 2);
  for (const [, value, file, line] of rows) {
    assert.match(report, `  shop/${file}:${line}:`);
    assert.match(report, `With: --set ${value}\n`);
  }
});

test('the patch is what the cures of the report make of the template', () => {
  const cures = [...report.matchAll(/^ {4}--- [\s\S]*?(?=^ {2}Try)/gm)].map(([text]) => text.replace(/^ {4}/gm, ''));
  assert.is(cures.length, 2);
  const patch = read('examples/chart/cure.patch');
  for (const one of [...cures, patch])
    assert.equal(
      [...one.matchAll(/^[-+]{3} \w\/(.*)$/gm)].map(([, path]) => path),
      [TEMPLATE, TEMPLATE],
    );
  const cured = cures.reduce((text, cure) => applied(text, cure), template);
  assert.is.not(cured, template);
  assert.is(applied(template, patch), cured);
});

function applied(text: string, patch: string): string {
  const done = applyPatch(text, patch);
  if (done === false) throw new Error(`it does not apply:\n${patch}`);
  return done;
}

/** What a page shows of the report: all of it, or its table, the first fault and the last line. */
const paragraphs: readonly string[] = report.trimEnd().split('\n\n');
const PAGES: Readonly<Record<string, readonly string[]>> = {
  'docs/chart.md': paragraphs,
  'README.md': [...paragraphs.slice(0, 2), ...paragraphs.slice(-1)],
};

for (const [page, shown] of Object.entries(PAGES)) {
  test(`${page} shows what the report says (UPDATE=1 writes it)`, () => {
    const text = read(page);
    const written = text.replace(/```\n\S+ +-> [\s\S]*?```/, () => `\`\`\`\n${shown.join('\n\n')}\n\`\`\``);
    if (process.env.UPDATE === '1') writeFileSync(new URL(`../${page}`, import.meta.url), written);
    assert.match(written, report.split('\n')[0] ?? '');
    assert.fixture(read(page), written);
  });
}

test.run();
