import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ChartReport } from '../../src/chart/types.ts';
import { fakeHelm, shopChart } from './fake-helm.ts';
import { inFolder, type Ran, runMain } from './fake-io.ts';

const test = suite('netpolish chart');

type Run = (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Ran>;

/** Runs the command in a folder that holds the chart `shop` and the fake Helm. */
const inShop = (body: (run: Run, folder: string) => Promise<void>): Promise<void> =>
  inFolder(shopChart('shop'), async (folder) => {
    const helm = fakeHelm(folder);
    const run: Run = (args, env = {}) =>
      runMain(['chart', 'shop', '--helm', helm, ...args], { cwd: folder, env: { PATH: process.env.PATH, ...env } });
    await body(run, folder);
  });

test('a fault is told with its value and its line, and is a 1; nothing is left behind or written', () =>
  inShop(async (run, folder) => {
    const [temporary, before] = [process.env.TMPDIR, readdirSync(folder, { recursive: true })];
    process.env.TMPDIR = folder;
    try {
      const { code, stdout, stderr } = await run([]);
      assert.is(code, 1, stderr);
      assert.match(stdout, /open=true/);
      assert.match(stdout, /shop\/templates\/np\.yaml:10\b/);
      assert.match(stdout, /emptied-peers/);
      assert.equal(readdirSync(folder, { recursive: true }), before);
    } finally {
      if (temporary === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = temporary;
    }
  }));

const CODES: readonly (readonly [args: readonly string[], code: number])[] = [
  [['--fail-on', 'error'], 1],
  [['--fail-on', 'never'], 0],
  [['--ignore', 'emptied-peers'], 0],
  [['--ignore', 'emptied-ports'], 1],
  [['--set', 'open=true'], 1],
  [['--format', 'json'], 1],
  [['--seed', '0'], 1],
  [['--budget', '60s'], 1],
];

for (const [args, code] of CODES) {
  test(`${args.join(' ')} ends with ${code}`, () =>
    inShop(async (run) => {
      const ran = await run(args);
      assert.is(ran.code, code, ran.stderr);
    }));
}

test('a budget that is used up is told', () =>
  inShop(async (run) => {
    const { stdout } = await run(['--budget', '1', '--format', 'json']);
    assert.is(JSON.parse(stdout).sweep.stopped, '1 render');
  }));

const WRONG: readonly (readonly [args: readonly string[], words: RegExp])[] = [
  ...['0', '0s', '-1', '1.5', 'many', '60m', ' 60', '99999999', ''].map(
    (one) => [['--budget', one], /--budget .*: write a number of renders, 400, or of seconds, 60s/] as const,
  ),
  ...['-1', '1.5', 'x', ''].map((one) => [['--seed', one], /--seed .*: write a whole number/] as const),
  ...['-1', 'soon', ''].map((one) => [['--render-timeout', one], /--render-timeout .*: write a whole number/] as const),
  [['--render-timeout', '0'], /--render-timeout 0/],
  [['--write-baseline', '--format', 'json'], /--write-baseline writes the baseline and no report/],
  [['--helm', '/nowhere/helm'], /\/nowhere\/helm cannot be started \(no such program\)/],
  [['--fail-on', 'gained'], /fail-on/],
];

for (const [args, words] of WRONG) {
  test(`${args.map((one) => JSON.stringify(one)).join(' ')} is refused in one line`, () =>
    inShop(async (run) => {
      const { code, stdout, stderr } = await run(args);
      assert.is(code, 2);
      assert.is(stdout, '');
      assert.match(stderr, words);
      assert.match(stderr, /^netpolish: [^\n]+\n$/);
    }));
}

const UNRENDERED: Readonly<Record<string, readonly [args: readonly string[], words: RegExp]>> = {
  refuse: [
    [],
    /^netpolish: shop does not render with its default values: give a name; give what it asks for with --values or --set\n$/,
  ],
  deps: [
    [],
    /^netpolish: shop: dependencies are missing: run `helm dependency build shop` first \(found in .*redis\)\n$/,
  ],
  hang: [['--render-timeout', '1'], /did not end within 1 seconds?\n$/],
};

for (const [how, [args, words]] of Object.entries(UNRENDERED)) {
  test(`a chart that does not render: ${how}`, () =>
    inShop(async (run) => {
      const { code, stdout, stderr } = await run(args, { FAKE_HELM: how });
      assert.is(stdout, '');
      assert.ok(code >= 2, String(code));
      assert.match(stderr, words);
    }));
}

test('formats go to their files, standard output gets none of them, and its last words go to standard error', () =>
  inShop(async (run, folder) => {
    const { code, stdout, stderr } = await run(['--format', 'json=out.json', '--format', 'sarif=out.sarif']);
    assert.is(code, 1, stderr);
    assert.is(stdout, '');
    assert.match(stderr, /^netpolish: [^\n]*1 [^\n]*\n$/);
    const { rows } = JSON.parse(readFileSync(join(folder, 'out.json'), 'utf8')) as Pick<ChartReport, 'rows'>;
    assert.equal(
      rows.map(({ finding, flags }) => [finding.check, finding.severity, ...flags]),
      [
        ['missing-namespace', 'info'],
        ['emptied-peers', 'error', '--set', 'open=true'],
      ],
    );
    const [result] = JSON.parse(readFileSync(join(folder, 'out.sarif'), 'utf8')).runs[0].results;
    const { artifactLocation, region } = result.locations[0].physicalLocation;
    assert.equal([artifactLocation.uri, region.startLine], ['shop/templates/np.yaml', 10]);
  }));

test('what the baseline holds passes, and only that', () =>
  inShop(async (run, folder) => {
    const written = await run(['--write-baseline', '--baseline', 'known.json']);
    assert.is(written.code, 0, written.stderr);
    assert.ok(existsSync(join(folder, 'known.json')));
    const known = await run(['--baseline', 'known.json']);
    assert.is(known.code, 0, known.stdout);
    const np = join(folder, 'shop/templates/np.yaml');
    writeFileSync(np, readFileSync(np, 'utf8').replace('ports: [{port: 80}]', 'ports: [{port: }]'));
    assert.is((await run(['--baseline', 'known.json'])).code, 1);
  }));

test.run();
