import { readdirSync, readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { blocks, isRefused } from '../../src/finding.ts';
import type { FixScope } from '../../src/pipeline/fix-faults.ts';
import { type Polished, polish } from '../../src/pipeline/polish.ts';
import { text } from '../../src/report/text.ts';
import { CHECKING } from '../checks/golden.ts';
import { ingress, policy } from '../cli/fake-io.ts';

const test = suite('fix scope');
const FOLDER = new URL('../checks/', import.meta.url);
const STRAY = policy('stray', '  policyTypes: [Egress]\n  egress:\n    - {}\n  ingress: {}\n');
const BLANK = policy('blank', '  policyTypes: [Egress]\n  egress:\n    - {}\n  ingress:\n');

const render = (stdin: string, fix: FixScope): Polished =>
  polish([{ name: '<stdin>', bytes: Buffer.from(stdin), origin: 'rendered', templated: true }], {
    ...CHECKING,
    client: 'helm3',
    fix,
  });

const told = (polished: Polished): string =>
  text(polished, {
    failOn: 'error',
    client: 'helm3',
    colour: false,
    verbose: true,
    command: 'helm upgrade …',
    fixFlag: '--post-renderer-args --fix',
    stopped: 'this release',
  });

test('refused: what the API would refuse is repaired, what it takes stays, whatever could be said of it', () => {
  const { outputs, findings } = render(`${ingress}---\n${STRAY}---\n${BLANK}`, 'refused');
  assert.is(String(outputs[0]), `${ingress}---\n${STRAY.replace('  ingress: {}\n', '')}---\n${BLANK}`);
  const states = findings
    .filter(({ check }) => check === 'emptied-direction')
    .map(({ policy, fixed, fix }) => [policy?.name, fixed === true, fix?.message]);
  assert.equal(states, [
    ['stray', true, 'delete `ingress`'],
    ['blank', false, 'delete `ingress`'],
  ]);
});

test('safe: both are repaired', () => {
  const { outputs } = render(`${ingress}---\n${STRAY}---\n${BLANK}`, 'safe');
  assert.not.match(String(outputs[0]), /ingress:( \{\})?\n(?! {4})/);
});

test('what a pipe leaves is told as what `netpolish fix` can do; what --fix would do is told once, at the end', () => {
  const report = told(render(`${ingress}---\n${STRAY}---\n${BLANK}`, 'none'));
  assert.is(report.match(/`netpolish fix` can: delete `ingress`/g)?.length, 1);
  assert.match(report, 'This once: --post-renderer-args --fix');
});

for (const id of readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)) {
  test(`${id}: where the report offers --fix, --fix leaves nothing that would be refused`, () => {
    for (const document of documentsOf(readFileSync(new URL(`${id}/bad.yaml`, FOLDER), 'utf8'))) {
      const offer = told(render(document, 'none'));
      if (!offer.includes('--post-renderer-args --fix')) continue;
      const { findings } = render(document, 'refused');
      const left = findings.filter((finding) => blocks(finding, 'error') && isRefused(finding, 'helm3'));
      assert.equal(
        left.map(({ message }) => message),
        [],
        document,
      );
    }
  });
}

/** The whole, and each two neighbours: the report offers the flag only where every refused finding has a fix. */
function documentsOf(stream: string): readonly string[] {
  const documents = stream.split(/^---\n/m);
  return [stream, ...documents.map((document, i) => `${document}---\n${documents[i + 1] ?? ''}`)];
}

test.run();
