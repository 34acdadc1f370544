import type { Flags } from '../config/option.ts';
import { readContext, readInputs } from '../host/inputs.ts';
import { readKnown } from '../host/known.ts';
import { readTargets, refuseClashes, writeReports } from '../host/report-files.ts';
import { isBlocked, polishOptions, wantsColour } from '../host/run.ts';
import { type ExitCode, type Io, UsageError } from '../io.ts';
import { lettingKnownPass } from '../pipeline/known-gate.ts';
import { type Polished, type PolishOptions, polish } from '../pipeline/polish.ts';
import type { Source } from '../pipeline/read.ts';
import { weighSwaps } from '../pipeline/weigh.ts';
import { NEWEST_VERSION, parseKubernetesVersion } from '../policy/version.ts';
import { closingLines } from '../report/closing-text.ts';
import { afterFixes, fixNotes, leftLines, wordsOf } from '../report/fix-text.ts';
import { patchText } from '../report/patch-text.ts';
import { text } from '../report/text.ts';
import { unifiedDiff } from '../report/unified-diff.ts';
import { contextOf } from './check.ts';
import { diffName } from './diff-name.ts';
import { fileSettings } from './file-settings.ts';
import { refuseUnwritable, writeChanged } from './rewrite-files.ts';

/**
 * `netpolish fix`: the fixes that keep the allowed traffic, with --unsafe those that close what was opened by accident too;
 * as a diff, as patches, or in place. Merging is no fix: a configuration that asks for it is not heard here.
 */
export async function fix(paths: readonly string[], flags: Flags, io: Io): Promise<ExitCode> {
  const targets = readTargets(flags, { free: false });
  if (flags.write === true && flags['emit-patch'] === true)
    throw new UsageError('--write changes files and --emit-patch prints patches: ask for one of the two');
  const settings = { ...fileSettings(flags, io), merge: 'off' as const, simplify: false };
  const sources = readInputs(paths, io, settings.ignorePaths);
  const around = readContext(settings.context, io);
  refuseClashes(targets, settings, io.cwd, [...sources, ...around]);
  if (flags.write === true) refuseUnwritable(sources, io);
  const isUnsafe = flags.unsafe === true;
  const options: PolishOptions = {
    ...polishOptions(settings, around, {
      today: io.today(),
      oneStream: flags['one-stream'] === true,
      fix: isUnsafe ? 'unsafe' : 'safe',
    }),
    weigh: (stream, swaps) => weighSwaps(stream, swaps).map((diff) => diff && closingLines(diff)),
  };
  const polished = polish(sources, options);
  const left = isUnsafe ? leftOf(sources, polished, options) : polished;
  const known = readKnown(options, settings, sources, io);
  const told = lettingKnownPass(isUnsafe ? afterFixes(polished, left) : polished, known, options);
  const context = {
    // The ways around a gate are no news to whoever repairs what it stops at.
    ...contextOf(flags, 'never', io, 'text', 'fix'),
    colour: wantsColour(io.stderr.isTTY(), io.env),
    isPreview: flags.write !== true,
  };
  io.stderr.write(text(told, context));
  io.stderr.write(leftLines(polished, left, isUnsafe));
  writeReports(targets, told, settings, context, io);
  if (flags.write === true) {
    await writeChanged(sources, polished.outputs, io);
  } else if (flags['emit-patch'] === true) io.stdout.write(patches(polished, options));
  else printDiffs(sources, polished, io);
  return isBlocked(told, settings) ? 1 : 0;
}

/** What is found in what the fixes made: to close a rule may leave other things to be said. */
function leftOf(sources: readonly Source[], { outputs }: Polished, options: PolishOptions): Polished {
  const fixed = sources.map((source, i) => ({ ...source, bytes: outputs[i] ?? source.bytes }));
  return polish(fixed, { ...options, fix: 'none' });
}

function printDiffs(sources: readonly Source[], polished: Polished, io: Io): void {
  const isTerminal = io.stdout.isTTY();
  const reader = { isTerminal, colour: wantsColour(isTerminal, io.env) };
  const diffs = sources.map(({ name, bytes }, i) =>
    unifiedDiff(
      {
        name: diffName(name, io.cwd),
        before: bytes,
        after: polished.outputs[i] ?? bytes,
        notes: fixNotes(polished.findings, name),
      },
      reader,
    ),
  );
  io.stdout.write(Buffer.concat(diffs));
}

function patches({ swaps, findings }: Polished, { namespace, kubernetesVersion }: PolishOptions): string {
  const server = parseKubernetesVersion(kubernetesVersion) ?? NEWEST_VERSION;
  const texts = swaps.map((swap) =>
    patchText({
      ...swap,
      words: wordsOf(swap.before, findings),
      namespace: swap.before.ref.namespace || namespace,
      server,
    }),
  );
  return texts.join('\n');
}
