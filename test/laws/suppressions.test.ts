/** What must hold of ignores, baselines and --since for any input. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CHECKS } from '../../src/checks/index.ts';
import type { Finding } from '../../src/finding.ts';
import { splitStream } from '../../src/manifest/stream.ts';
import { readBaseline, writeBaseline } from '../../src/pipeline/baseline.ts';
import { type KnownFindings, knownFindings } from '../../src/pipeline/known-findings.ts';
import { lettingKnownPass } from '../../src/pipeline/known-gate.ts';
import { type Polished, type PolishOptions, polish } from '../../src/pipeline/polish.ts';
import type { Ignore } from '../../src/suppression.ts';
import { CHECKING } from '../checks/golden.ts';
import { holds } from './runs.ts';
import { streamArbitrary } from './streams.ts';

const test = suite('suppression laws');

const SEED = 20261122;
const LOUD: PolishOptions = { ...CHECKING, severities: { 'no-default-deny': 'warning', 'redundant-rule': 'error' } };

function run(
  bytes: Buffer,
  asked: Partial<PolishOptions> & { readonly known?: readonly KnownFindings[] } = {},
): Polished {
  const { known = [], ...others } = asked;
  const options = { ...LOUD, ...others };
  return lettingKnownPass(polish([{ name: 'stream', bytes, origin: 'rendered' }], options), known, options);
}

function withoutSay({ ignored: _ignored, ...finding }: Finding): object {
  return finding;
}

const picks = fc.array(fc.nat(), { minLength: 3, maxLength: 3 });

test('to let findings pass changes nothing else: no finding, no byte, no group', () => {
  holds(fc.tuple(streamArbitrary, picks, fc.boolean()), 120, SEED, ([bytes, some, isMerged]) => {
    const before = run(bytes, { merge: isMerged });
    const ignore = some.flatMap((pick): readonly Ignore[] => {
      const finding = before.findings[pick % Math.max(1, before.findings.length)];
      const by = { by: 'option', from: '--ignore' } as const;
      return finding === undefined ? [] : [{ check: finding.check, policy: finding.policy?.name ?? '*', ...by }];
    });
    const after = run(bytes, { merge: isMerged, ignore });
    assert.equal(after.findings.map(withoutSay), before.findings.map(withoutSay));
    assert.equal(after.outputs, before.outputs);
    assert.equal(after.groups, before.groups);
    const { errors, ignoredErrors } = after.summary;
    assert.is(errors + ignoredErrors, before.summary.errors);
  });
});

const checkIds = CHECKS.map(({ id }) => id);

test('a comment anywhere lets pass what is in its own document, by its own check, and changes no byte', () => {
  const comment = fc.record({ line: fc.nat(), indent: fc.nat(6), check: fc.constantFrom(...checkIds) });
  let heeded = 0;
  holds(fc.tuple(streamArbitrary, comment, fc.boolean()), 200, SEED, ([bytes, anywhere, isAimed]) => {
    const aim = isAimed ? run(bytes).findings[anywhere.line % 3] : undefined;
    const check = aim?.check ?? anywhere.check;
    const starts = lineStarts(bytes);
    const at = starts[aim === undefined ? anywhere.line % starts.length : aim.location.line - 1] ?? 0;
    const said = Buffer.from(`${' '.repeat(anywhere.indent)}# netpolish-ignore ${check} for a reason\n`);
    const written = Buffer.concat([bytes.subarray(0, at), said, bytes.subarray(at)]);
    const own = splitStream(written).find(({ start, end }) => start <= at && at < end)?.number;
    const { findings, outputs } = run(written);
    assert.equal(outputs[0], written);
    for (const { check: found, ignored, location, message } of findings.filter((finding) => finding.ignored)) {
      assert.equal([found, ignored?.by, location.document], [check, 'comment', own], message);
      heeded++;
    }
  });
  assert.ok(heeded > 20, `only ${heeded} were heeded: the law says little`);
});

function lineStarts(bytes: Buffer): readonly number[] {
  const starts = [0];
  for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, at + 1)) starts.push(at + 1);
  return starts;
}

test('a baseline holds whatever lines are put between the documents, and nothing is new in it', () => {
  holds(fc.tuple(streamArbitrary, fc.nat(4)), 120, SEED, ([bytes, more]) => {
    const { findings } = run(bytes);
    const written = writeBaseline(knownFindings(findings));
    const read = readBaseline(written);
    assert.ok(typeof read !== 'string', String(read));
    assert.is(writeBaseline(read), written);
    const moved = Buffer.concat([Buffer.from('# moved\n'.repeat(more)), bytes]);
    const isWhole = bytes[0] !== 0xef && !bytes.includes('%');
    const again = run(isWhole ? moved : bytes, { known: [{ by: 'baseline', findings: read }] });
    assert.equal(
      again.findings.filter(({ ignored }) => !ignored).map(({ message }) => message),
      [],
    );
    assert.is(again.ignores.stale, 0);
  });
});

test('a manifest blocks nothing beside itself, and each finding counts as often as it was there', () => {
  holds(fc.tuple(streamArbitrary, fc.constantFrom('', 'prod')), 100, SEED, ([bytes, namespace]) => {
    const { findings } = run(bytes, { namespace });
    const known = knownFindings(findings, namespace);
    assert.is(
      known.reduce((sum, { count }) => sum + count, 0),
      findings.length,
    );
    const same = run(bytes, { namespace, known: [{ by: 'since', findings: known }] });
    assert.ok(same.findings.every(({ ignored }) => ignored?.by === 'since'));
    const [first, ...others] = known;
    if (first === undefined) return;
    const fewer = [...(first.count > 1 ? [{ ...first, count: first.count - 1 }] : []), ...others];
    const less = run(bytes, { namespace, known: [{ by: 'since', findings: fewer }] });
    assert.is(less.findings.filter(({ ignored }) => !ignored).length, 1);
  });
});

test.run();
