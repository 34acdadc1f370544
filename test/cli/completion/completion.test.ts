import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CHECKS } from '../../../src/checks/index.ts';
import { modelOf, VALUES } from '../../../src/cli/completion/model.ts';
import { SHELLS, type Shell } from '../../../src/cli/completion.ts';
import { DIRECT, FILTERS } from '../../../src/cli/names.ts';
import { buildProgram } from '../../../src/cli/program.ts';
import { run } from '../../e2e/run.ts';
import { fakeIo, inFolder, runMain } from '../fake-io.ts';

const test = suite('completion');

const program = buildProgram(fakeIo().io, () => undefined);
const ids = CHECKS.map(({ id }) => id);
const beginning = (words: readonly string[], start: string): readonly string[] =>
  words.filter((word) => word.startsWith(start));

const files = ['some-chart.yaml', 'some-values.yaml'];

/** What each shell must offer for a line, without what stands before the last `,` or `=`. */
const rows: readonly (readonly [line: string, offers: readonly string[]])[] = [
  ['netpolish ', [...FILTERS, ...DIRECT]],
  ['netpolish che', ['check', 'checks']],
  ['netpolish --v', ['--version']],
  ['netpolish help po', ['post-render']],
  ['netpolish completion ', SHELLS],
  ['netpolish checks ', ids],
  ['netpolish checks emptied-port e', []],
  ['netpolish check --fa', ['--fail-on']],
  ['netpolish check some-chart.yaml --fa', ['--fail-on']],
  ['netpolish check --fail-on ', ['error', 'warning', 'never']],
  ['netpolish check --fail-on=w', ['warning']],
  ['netpolish check --format sa', ['sarif']],
  ['netpolish diff --fail-on ', ['gained', 'lost', 'any', 'never']],
  ['netpolish post-render --merge=w', ['within-charts']],
  ['netpolish check --ignore emptied-', beginning(ids, 'emptied-')],
  ['netpolish check --ignore dead-rules,dns-', ['dns-blocked']],
  ['netpolish check --ignore=dead-rules,dns-', ['dns-blocked']],
  ['netpolish check --severity dead-rules=w', ['warning']],
  ['netpolish check --severity=dead-rules=info,dns-blocked=o', ['off']],
  ['netpolish check --namespace some-', []],
  ['netpolish check some-', files],
  ['netpolish check --context some-', files],
  ['netpolish check --report-file=some-', files],
  ['netpolish diff some-chart.yaml some-', files],
  ['netpolish explain --from shop/api some-', files],
];

const STARTS: Readonly<Record<Shell, readonly string[]>> = {
  bash: ['bash', '--norc', '--noprofile'],
  zsh: ['zsh', '-f'],
  fish: ['fish', '--no-config'],
};

const capture = fileURLToPath(new URL('capture', import.meta.url));

const scriptOf = async (shell: Shell): Promise<string> => {
  const { code, stdout } = await runMain(['completion', shell]);
  assert.is(code, 0);
  return stdout;
};

const last = (offer: string): string => offer.slice(Math.max(offer.lastIndexOf(','), offer.lastIndexOf('=')) + 1);

/** What a real shell offers, sorted. */
const offersOf = async (shell: Shell, folder: string, line: string, env = {}): Promise<readonly string[]> => {
  const [command = '', ...args] = STARTS[shell];
  const options = { cwd: folder, env: { HOME: folder, ...env }, timeout: 30_000 };
  const ran = await run(command, [...args, `${capture}.${shell}`, join(folder, '.script'), line], options);
  assert.is(ran.code, 0, ran.stderr);
  assert.is(ran.stderr, '');
  return ran.stdout.split('\n').filter((offer) => offer !== '');
};

for (const shell of SHELLS) {
  const isHere = spawnSync(shell, ['--version']).error === undefined;
  if (!isHere)
    console.error(`\nSKIPPED: completion is not tried with ${shell}: there is none here (apt-get install ${shell})`);
  for (const [line, offers] of isHere ? rows : []) {
    test(`${shell}: ${line}`, async () =>
      inFolder({ '.script': await scriptOf(shell), 'some-chart.yaml': '', 'some-values.yaml': '' }, async (folder) => {
        const offered = await offersOf(shell, folder, line);
        assert.equal(offered.map(last).sort(), [...offers].sort());
      }));
  }
}

test('bash: where no word is broken at =, the whole word is offered', async () =>
  inFolder({ '.script': await scriptOf('bash') }, async (folder) => {
    const breaks = { COMP_BREAKS: ' \t\n' };
    const whole = await offersOf('bash', folder, 'netpolish check --fail-on=w', breaks);
    assert.equal(whole, ['--fail-on=warning']);
    const level = await offersOf('bash', folder, 'netpolish check --severity dead-rules=w', breaks);
    assert.equal(level, ['dead-rules=warning']);
  }));

test('bash: a check waits for its severity', async () =>
  inFolder({ '.script': await scriptOf('bash') }, async (folder) => {
    assert.equal(await offersOf('bash', folder, 'netpolish check --severity dead-'), ['dead-rules=']);
  }));

test('what stands for a value in the help is known to be a file, a list or nothing that could be offered', () => {
  for (const command of program.commands) {
    for (const { flags, argChoices, hidden } of command.options) {
      const value = /[<[](.*)[>\]]/.exec(flags)?.[1];
      if (value === undefined || argChoices !== undefined || hidden) continue;
      assert.ok(value in VALUES, `${command.name()} ${flags}: tell src/cli/completion/model.ts what <${value}> is`);
    }
    for (const argument of command.registeredArguments) {
      assert.ok(argument.argChoices !== undefined || argument.name() in VALUES, `${command.name()} ${argument.name()}`);
    }
  }
});

test('what help hides is not offered', () => {
  const options = modelOf(program).commands.flatMap((command) => command.options.map(({ flag }) => flag));
  assert.ok(options.includes('--helm4-report'));
  assert.not(options.includes('--host'));
});

test('a script names the version that it was made for; zsh finds its own first line', async () => {
  for (const shell of SHELLS) assert.match(await scriptOf(shell), /^# What netpolish \d+\.\d+\.\d+ takes, for /m);
  assert.ok((await scriptOf('zsh')).startsWith('#compdef netpolish\n'));
});

test.run();
