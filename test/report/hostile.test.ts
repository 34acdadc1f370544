import fc from 'fast-check';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import type { Log } from 'sarif';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { memoryPages, validateXML } from 'xmllint-wasm';
import { REPORTERS } from '../../src/report/index.ts';
import { CONTEXT, CONTROL, HOSTILE, hostile } from './hostile.ts';
import { readCommands } from './workflow-commands.ts';

const test = suite('report/hostile');

/** As it leaves: through UTF-8. */
function written(format: keyof typeof REPORTERS, text: string): string {
  return Buffer.from(REPORTERS[format](hostile(text), CONTEXT)).toString();
}

function assertJson(report: string): unknown {
  assert.not.match(report, CONTROL);
  assert.not.match(report.replaceAll('\\\\', ''), /\\ud[89a-f]/i);
  assert.ok(report.endsWith('\n'));
  return JSON.parse(report);
}

function assertSarif(text: string): void {
  const { runs } = assertJson(written('sarif', text)) as Log;
  const [first, , , rendered, , nowhere] = runs[0]?.results ?? [];
  assert.is(runs[0]?.results?.length, 9);
  for (const result of runs[0]?.results ?? []) {
    const { physicalLocation } = result.locations?.[0] ?? {};
    const uri = physicalLocation?.artifactLocation?.uri ?? '';
    assert.match(uri, /^[\w!'()*.~%/:-]+$/);
    assert.is(uri.startsWith('file:'), physicalLocation?.artifactLocation?.uriBaseId === undefined);
    assert.not.match(result.message.text ?? '', /\]\(/);
  }
  assert.ok(first?.locations?.[0]?.physicalLocation?.region);
  assert.is(rendered?.locations?.[0]?.physicalLocation?.region, undefined);
  assert.is(nowhere?.locations?.[0]?.physicalLocation?.artifactLocation?.uri, '%3Cstdin%3E');
}

function assertGitlab(text: string): void {
  const issues = assertJson(written('gitlab', text)) as readonly Record<string, unknown>[];
  assert.is(issues.length, 6);
  assert.is(new Set(issues.map(({ fingerprint }) => fingerprint)).size, issues.length);
  for (const { description } of issues) assert.ok(String(description).length <= 2000);
}

/** One line is one command, and none of it is anything else. */
function assertGithub(text: string): void {
  const report = written('github', text);
  const commands = readCommands(report);
  assert.is(commands.length, report.split('\n').length - 1);
  assert.is(commands.length, 7);
  assert.equal(
    commands.map(({ kind }) => kind),
    ['error', 'error', 'error', 'error', 'warning', 'notice', 'notice'],
  );
  for (const { properties, message } of commands) {
    assert.not.match(message + Object.values(properties).join(''), CONTROL);
    for (const key of Object.keys(properties))
      assert.ok(['file', 'line', 'endLine', 'col', 'endColumn', 'title'].includes(key), key);
    assert.ok(message.length <= 4000);
  }
  assert.is(commands[0]?.properties.line, '3');
  assert.is(commands[3]?.properties.file, undefined);
}

/** Read as GitHub reads it, there is nothing in it but what we put there: no link, no picture, no emphasis, no element. */
function assertMarkdown(text: string): void {
  const report = written('markdown', text);
  assert.ok(report.length < 65_536);
  assert.not.match(report, CONTROL);
  const html = micromark(report, {
    allowDangerousHtml: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  });
  const elements = [...html.matchAll(/<(\/?[^\s>]*)/g)].map(([, name = '']) => name.replace(/^\//, ''));
  assert.equal(
    [...new Set(elements)].filter((name) => !OURS.has(name)),
    [],
  );
  const count = (name: string): number => elements.filter((one) => one === name).length / 2;
  assert.is(count('tr'), 10);
  assert.is(count('td'), 45);
  assert.is(count('details'), 10);
  assert.is(count('h3'), 1);
  // GitHub looks for mentions in what was rendered, but not in code.
  const prose = html.replace(/<(code|pre)\b[^>]*>.*?<\/\1>/gs, '').replace(/&#\d+;/g, '');
  assert.not.match(prose, /[@#](?!<!-- -->)\w/);
}

const OURS = new Set('h3 p table thead tbody tr th td code pre details summary ul li !--'.split(' '));

for (const [name, text] of Object.entries(HOSTILE)) {
  test(`${name}: sarif`, () => assertSarif(text));
  test(`${name}: gitlab`, () => assertGitlab(text));
  test(`${name}: github`, () => assertGithub(text));
  test(`${name}: markdown`, () => assertMarkdown(text));
  test(`${name}: json`, () => {
    assertJson(written('json', text));
  });
}

test('a name of a megabyte is cut where people read it, and whole where only machines do', () => {
  const huge = hostile('`'.repeat(1_000_000));
  assert.is(JSON.parse(REPORTERS.json(huge, CONTEXT)).findings[0].policy.name.length, 1_000_000);
  const { runs } = JSON.parse(REPORTERS.sarif(huge, CONTEXT)) as Log;
  assert.ok((runs[0]?.results?.[0]?.message.text ?? '').length <= 10_000);
  assert.ok(REPORTERS.junit(huge, CONTEXT).length < 200_000);
  assert.ok(REPORTERS.gitlab(huge, CONTEXT).length < 30_000);
  assert.ok(REPORTERS.markdown(huge, CONTEXT).length < 65_536);
  for (const { properties, message } of readCommands(REPORTERS.github(huge, CONTEXT)))
    assert.ok((properties.title ?? '').length + message.length <= 4200);
});

test('junit is well-formed for all of them, as libxml reads it', async () => {
  const files = Object.entries(HOSTILE).map(([name, text], i) => ({
    fileName: `${i}-${name.replace(/\W/g, '-')}.xml`,
    contents: written('junit', text),
  }));
  for (const { fileName, contents } of files) assert.not.match(contents, CONTROL, fileName);
  const read = await validateXML({ xml: files, normalization: 'c14n', maxMemoryPages: 64 * memoryPages.MiB });
  assert.equal(read.errors, []);
  assert.ok(read.valid);
});

test('a name comes out of junit as it went in', async () => {
  const xml = written('junit', ' <a b="c">&\'é ');
  const { normalized } = await validateXML({ xml, normalization: 'c14n' });
  assert.match(normalized, 'name="NetworkPolicy  &lt;a b=&quot;c&quot;>&amp;\'é / &lt;a b=&quot;c&quot;>&amp;\'é "');
});

test('any text at all', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (text) => {
      assertSarif(text);
      assertGitlab(text);
      assertGithub(text);
      assertMarkdown(text);
      assert.not.match(written('junit', text), CONTROL);
    }),
    { numRuns: 100 },
  );
});

test.run();
