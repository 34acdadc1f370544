import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CHECKS } from '../../src/checks/index.ts';
import { CHARTS, type Planted, packedFiles, plantedCharts, templateText } from './planted.ts';

const test = suite('charts for trial');

const CHECK_IDS = CHECKS.map(({ id }) => id);
const EFFECTS = ['opens', 'closes', 'ignored', 'rejected', 'varies', 'none'];
const CAUSES = ['if', 'with', 'range', 'toYaml', 'toJson', 'tpl', 'value', 'path', 'items', 'nil', 'yaml'];
const KEYS = ['check', 'effect', 'choice', 'policy', 'template', 'line', 'key', 'cause', 'severity', 'kind', 'onDisk'];
const charts = plantedCharts();

for (const { name, folder, rows } of charts) {
  test(`${name} is a whole chart`, () => {
    const needed = ['Chart.yaml', 'values.yaml', 'templates/deployment.yaml', 'templates/service.yaml'];
    assert.equal(
      needed.filter((file) => !existsSync(join(folder, file))),
      [],
    );
  });

  test(`${name}: expected.json is well formed`, () => {
    assert.is(rows.length === 0, name.startsWith('clean-'), 'charts without fault are named clean-');
    assert.equal(rows.flatMap(faultsOf), []);
  });

  test(`${name}: each line holds the key that it says`, () => {
    for (const { template, line, key } of rows) {
      const text = templateText(folder, template);
      assert.ok(text, `${template} is there`);
      assert.ok(text.split('\n')[line - 1]?.includes(key), `${template}:${line} holds ${key}`);
    }
  });
}

test('there is a chart for each pattern, and charts without fault', () => {
  assert.ok(charts.filter(({ rows }) => rows.length > 0).length >= 41);
  assert.ok(charts.filter(({ rows }) => rows.length === 0).length >= 8);
});

test('the packed sub-chart is what its folder holds', () => {
  const source = fileURLToPath(new URL('packed', import.meta.url));
  const packed = packedFiles(join(CHARTS, 'packed-sub-chart/charts/keeper-1.0.0.tgz'));
  const files = filesBelow(join(source, 'keeper')).map((path) => path.slice(source.length + 1));
  assert.equal([...packed.keys()].sort(), files.sort());
  for (const [path, text] of packed) assert.is(text, readFileSync(join(source, path), 'utf8'), path);
});

const faultsOf = (row: Planted): string[] => {
  const { check, effect, severity, choice, policy, line, cause, kind } = row;
  const isFailure = kind === 'failure';
  const said: readonly (readonly [boolean, string])[] = [
    [Object.keys(row).every((key) => KEYS.includes(key)), 'a key that is none'],
    [isFailure ? ['nil', 'yaml'].includes(check) : CHECK_IDS.includes(check), `check ${check}`],
    [isFailure ? effect === 'failed' : EFFECTS.includes(effect), `effect ${effect}`],
    [['error', 'warning', 'info'].includes(severity), `severity ${severity}`],
    [isFailure ? policy === '' : policy.startsWith('shop-'), `policy ${policy}`],
    [Number.isInteger(line) && line > 0, `line ${line}`],
    [CAUSES.includes(cause), `cause ${cause}`],
    [choice.length % 2 === 0 && choice.every(isWord), `choice ${choice.join(' ')}`],
  ];
  return said.filter(([holds]) => !holds).map(([, what]) => what);
};

/** `--set a.b=c` takes no list: `{}` would be a list of one empty text, so those need `--set-json`. */
const isWord = (word: string, index: number): boolean =>
  index % 2 === 0 ? /^--set(-json)?$/.test(word) : /^[\w-].*=/.test(word) && !word.endsWith('={}');

const filesBelow = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });

test.run();
