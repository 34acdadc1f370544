import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { diffClusters } from '../../src/diff/diff.ts';
import { readInputs } from '../../src/host/inputs.ts';
import { polish } from '../../src/pipeline/polish.ts';
import type { Source } from '../../src/pipeline/read.ts';
import { readWorld } from '../../src/pipeline/world.ts';
import { CHECKING, UNSAFE } from '../checks/golden.ts';
import { fakeIo } from '../cli/fake-io.ts';

const test = suite('corpus, unsafe');
const CORPUS = resolve(process.env.NETPOLISH_SHARED ?? '', 'corpus');
/** Files that close something, and all that are changed: what their owners run has nothing of the kind. */
const CLASSES: Readonly<Record<string, readonly [closing: number, changed: number]>> = {
  chart: [6, 15],
  'chart-fault': [4, 5],
  docs: [0, 0],
  moj: [0, 0],
  prod: [0, 0],
};

if (process.env.NETPOLISH_SHARED === undefined || !existsSync(CORPUS)) {
  process.stdout.write('\n   SKIP  corpus, unsafe: NETPOLISH_SHARED names no corpus; real manifests are not read\n');
  test.skip('the shared corpus is absent');
} else {
  for (const name of Object.keys(CLASSES))
    test(`${name}: no fix opens, each says what it closes, none is left over`, () => declare(name));
}

function declare(name: string): void {
  const sources = readInputs([join(CORPUS, name)], fakeIo({ cwd: CORPUS }).io);
  const { outputs, findings } = polish(sources, { ...CHECKING, ...UNSAFE });
  const fixed = sources.map((source, i) => ({ ...source, bytes: outputs[i] ?? source.bytes }));
  const told = new Set(
    findings.filter(({ closes }) => closes?.[0]?.startsWith('closes ')).map((one) => one.location.file),
  );
  let changed = 0;
  for (const [i, source] of sources.entries()) {
    const now = fixed[i];
    if (now === undefined || now.bytes.equals(source.bytes)) continue;
    changed++;
    const before = world(source);
    const after = world(now);
    // A policy that nobody took before comes to be: that is what was wanted of it.
    if (before.uncounted.length > 0) continue;
    const { subjects } = diffClusters(before.cluster, after.cluster);
    assert.is(subjects.flatMap(({ gained, unproved }) => [...gained, ...unproved]).length, 0, source.name);
    if (subjects.some(({ lost }) => lost.length > 0)) assert.ok(told.has(source.name), source.name);
  }
  const again = polish(fixed, { ...CHECKING, ...UNSAFE });
  for (const [i, output] of again.outputs.entries())
    assert.ok(output.equals(fixed[i]?.bytes ?? output), sources[i]?.name ?? '');
  const left = findings.filter(({ choice, fixed: isFixed }) => choice !== undefined && !isFixed);
  assert.equal(
    left.map(({ location, message }) => `${location.file} ${message}`),
    [],
  );
  assert.equal([told.size, changed], CLASSES[name], 'files that close something, files that change');
}

function world(source: Source): ReturnType<typeof readWorld> {
  return readWorld([source], [], { hooks: 'check', namespace: '' });
}

test.run();
