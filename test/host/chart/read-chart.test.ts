import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Chart } from '../../../src/chart/chart.ts';
import { type Budget, readChart } from '../../../src/host/chart/read-chart.ts';
import { UsageError } from '../../../src/io.ts';
import { inFolder } from '../../cli/fake-io.ts';
import { tgzOf, tgzOfFiles } from './tarballs.ts';

const test = suite('host/chart/read-chart');

const CHART = 'apiVersion: v2\nname: shop\nversion: 1.0.0\n';
const SUB = 'apiVersion: v2\nname: redis\nversion: 1.0.0\n';

const paths = ({ files }: Chart): readonly string[] =>
  [...files.values()].map(({ path, onDisk }) => `${path}${onDisk ? '' : ' (packed)'}`);

const refused = (read: () => unknown, words: RegExp): void => {
  assert.throws(read, (error: Error) => {
    assert.instance(error, UsageError);
    assert.match(error.message, words);
    assert.not.match(error.message, /\n/);
    return true;
  });
};

test('a folder, in order, without what no chart needs', () =>
  inFolder(
    {
      'templates/np.yaml': 'np',
      'Chart.yaml': CHART,
      '.git/HEAD': '',
      'node_modules/a/b.js': '',
      'charts/redis/Chart.yaml': SUB,
      '.helmignore': '',
    },
    (folder) => {
      const chart = readChart(folder, 'shop');
      assert.equal(paths(chart), ['.helmignore', 'Chart.yaml', 'charts/redis/Chart.yaml', 'templates/np.yaml']);
      assert.is(chart.files.get('templates/np.yaml')?.bytes.toString(), 'np');
      assert.equal(
        chart.parts.map(({ prefix }) => prefix),
        ['shop/', 'shop/charts/redis/'],
      );
    },
  ));

test('a packed sub-chart, with one packed in it', () =>
  inFolder({ 'Chart.yaml': CHART, 'charts/none.txt': '' }, (folder) => {
    const inner = tgzOfFiles({ 'deep/Chart.yaml': 'name: deep\n', 'deep/templates/np.yaml': 'np' });
    const sub = tgzOfFiles({ 'redis/Chart.yaml': SUB, 'redis/charts/deep-1.0.0.tgz': inner });
    writeFileSync(join(folder, 'charts/redis-1.0.0.tgz'), sub);
    const chart = readChart(folder, 'shop');
    assert.equal(paths(chart), [
      'Chart.yaml',
      'charts/none.txt',
      'charts/redis/Chart.yaml (packed)',
      'charts/redis/charts/deep/Chart.yaml (packed)',
      'charts/redis/charts/deep/templates/np.yaml (packed)',
    ]);
    assert.equal(
      chart.parts.map(({ scope }) => scope.join('.')),
      ['', 'redis', 'redis.deep'],
    );
  }));

test('an archive elsewhere is a file as any other', () =>
  inFolder({ 'Chart.yaml': CHART, 'files/a.tgz': 'no archive', 'mycharts/b.tgz': '' }, (folder) => {
    assert.equal(paths(readChart(folder, 'shop')), ['Chart.yaml', 'files/a.tgz', 'mycharts/b.tgz']);
  }));

for (const ending of ['tgz', 'tar.gz']) {
  test(`a chart that is packed itself, as .${ending}`, () =>
    inFolder({}, (folder) => {
      const file = join(folder, `shop.${ending}`);
      writeFileSync(file, tgzOfFiles({ 'shop/Chart.yaml': CHART, 'shop/templates/np.yaml': 'np' }));
      assert.equal(paths(readChart(file, 'shop')), ['Chart.yaml (packed)', 'templates/np.yaml (packed)']);
    }));
}

test('no file of an archive stands outside of its folder', () =>
  inFolder({ 'Chart.yaml': CHART, 'charts/x': '' }, (folder) => {
    const names = ['../../evil', '/etc/evil', 'redis/../../../evil', '..', 'redis/./a/../b', 'redis/Chart.yaml'];
    writeFileSync(join(folder, 'charts/redis.tgz'), tgzOf(names.map((name) => ({ name, text: SUB }))));
    for (const path of readChart(folder, 'shop').files.keys()) {
      assert.not.match(path, /evil|\.\.|^\/|\/\//, path);
    }
    assert.ok(readChart(folder, 'shop').files.has('charts/redis/b'));
  }));

test('nor of one that is the chart itself', () =>
  inFolder({}, (folder) => {
    const names = ['shop/Chart.yaml', '../evil', '..', 'shop/..', '.', '/evil', 'shop/../../evil'];
    writeFileSync(join(folder, 'a.tgz'), tgzOf(names.map((name) => ({ name, text: CHART }))));
    assert.equal(paths(readChart(join(folder, 'a.tgz'), 'shop')), ['Chart.yaml (packed)']);
  }));

test('links are followed, to files and folders, also out of the chart', () =>
  inFolder({ 'chart/Chart.yaml': CHART, 'shared/_helpers.tpl': 'help' }, (folder) => {
    mkdirSync(join(folder, 'chart/templates'));
    symlinkSync('../../shared/_helpers.tpl', join(folder, 'chart/templates/_helpers.tpl'));
    symlinkSync('../shared', join(folder, 'chart/files'));
    const chart = readChart(join(folder, 'chart'), 'chart');
    assert.equal(paths(chart), ['Chart.yaml', 'files/_helpers.tpl', 'templates/_helpers.tpl']);
  }));

test('links that lead in circles, or nowhere, end', () =>
  inFolder({ 'Chart.yaml': CHART, 'templates/np.yaml': '' }, (folder) => {
    symlinkSync('..', join(folder, 'templates/up'));
    symlinkSync('nowhere', join(folder, 'templates/gone'));
    assert.equal(paths(readChart(folder, 'shop')), ['Chart.yaml', 'templates/np.yaml']);
  }));

const BUDGETS: Readonly<Record<string, Budget>> = {
  'too many files': { entries: 2, bytes: 1 << 20 },
  'too many bytes': { entries: 100, bytes: 100 },
};

for (const [what, budget] of Object.entries(BUDGETS)) {
  test(`a chart of ${what} is refused`, () =>
    inFolder({ 'Chart.yaml': CHART, 'a/b': '', 'a/c': 'x'.repeat(200) }, (folder) => {
      refused(() => readChart(folder, 'shop', budget), /^shop holds more than .* too much for a chart$/);
    }));
}

test('what an archive holds counts as what a folder does', () =>
  inFolder({ 'Chart.yaml': CHART, 'charts/x': '' }, (folder) => {
    writeFileSync(
      join(folder, 'charts/redis.tgz'),
      tgzOfFiles({ 'redis/a': 'x'.repeat(5000), 'redis/Chart.yaml': SUB }),
    );
    refused(
      () => readChart(folder, 'shop', { entries: 100, bytes: 4000 }),
      /^charts\/redis\.tgz cannot be unpacked|too much/,
    );
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`redis/${i}`, '']));
    writeFileSync(join(folder, 'charts/redis.tgz'), tgzOfFiles(many));
    refused(() => readChart(folder, 'shop', { entries: 20, bytes: 1 << 20 }), /too much for a chart/);
  }));

const NO_CHARTS: Readonly<Record<string, readonly [Readonly<Record<string, string>>, string, RegExp]>> = {
  'no folder': [{}, 'nowhere', /^x: no such folder$/],
  'a file': [{ 'np.yaml': '' }, 'np.yaml', /^x is no chart: neither a folder nor a \.tgz$/],
  'an empty folder': [{ 'a/b/c': '' }, 'a', /^x is no chart: it has no Chart\.yaml$/],
  'a .tgz that is none': [{ 'a.tgz': 'text' }, 'a.tgz', /^x cannot be unpacked: /],
  'a sub-chart that cannot be unpacked': [
    { 'c/Chart.yaml': CHART, 'c/charts/b.tgz': 'text' },
    'c',
    /^charts\/b\.tgz cannot be unpacked: /,
  ],
};

for (const [what, [files, path, words]] of Object.entries(NO_CHARTS)) {
  test(`refused: ${what}`, () => inFolder(files, (folder) => refused(() => readChart(join(folder, path), 'x'), words)));
}

test('what cannot be read is named', () =>
  inFolder({ 'Chart.yaml': CHART, 'templates/np.yaml': '', 'charts/a/Chart.yaml': SUB }, (folder) => {
    if (process.getuid?.() === 0) return;
    chmodSync(join(folder, 'templates/np.yaml'), 0);
    refused(() => readChart(folder, 'shop'), /^templates\/np\.yaml cannot be read: permission denied/);
    chmodSync(join(folder, 'templates/np.yaml'), 0o644);
    chmodSync(join(folder, 'charts/a'), 0);
    try {
      refused(() => readChart(folder, 'shop'), /^charts\/a cannot be read: permission denied/);
    } finally {
      chmodSync(join(folder, 'charts/a'), 0o755);
    }
  }));

test.run();
