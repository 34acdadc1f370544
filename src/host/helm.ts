import type { Settings } from '../config/settings.ts';
import type { Client } from '../finding.ts';
import type { ExitCode, Io } from '../io.ts';
import type { KnownFindings } from '../pipeline/known-findings.ts';
import { lettingKnownPass } from '../pipeline/known-gate.ts';
import { type Polished, type PolishOptions, polish } from '../pipeline/polish.ts';
import type { Source } from '../pipeline/read.ts';
import type { ReportContext } from '../report/reporter.ts';
import { text } from '../report/text.ts';
import { checkedOutput, isBlocked, polishOptions, tellAside, wantsColour, writeReportFile } from './run.ts';

/** How a post-renderer was called. */
export type RenderCall = {
  readonly isHelm4: boolean;
  readonly verbose: boolean;
  /** Writes the reports that files were named for, the one of the settings too. */
  readonly report?: (polished: Polished, context: () => ReportContext) => void;
  /** What settings.context names, read: this room knows no files. */
  readonly context: readonly Source[];
  /** Reads what was there before; only given where the settings name some. */
  readonly known?: (options: PolishOptions, sources: readonly Source[]) => readonly KnownFindings[];
};

/**
 * A Helm post-renderer: a stream in, a stream out. What blocks is told on standard error and nothing is printed; Helm 3
 * shows it, and for Helm 4 the caller turns it into a document that Helm prints.
 */
export function renderFilter(bytes: Buffer, settings: Settings, call: RenderCall, io: Io): ExitCode {
  const client = clientOf(bytes, call);
  const options = polishOptions(settings, call.context, { today: io.today(), client });
  const sources: readonly Source[] = [{ name: '<stdin>', bytes, origin: 'rendered', templated: true }];
  const known = call.known?.(options, sources) ?? [];
  const polished = lettingKnownPass(polish(sources, options), known, options);
  const context = (): ReportContext => contextOf(client, settings, call, io);
  const report = call.report ?? (() => writeReportFile(polished, settings, io));
  if (isBlocked(polished, settings)) {
    io.stderr.write(text(polished, context()));
    report(polished, context);
    return 1;
  }
  report(polished, context);
  const output = checkedOutput(bytes, polished.outputs[0]);
  tellAside(polished, settings, context, call.verbose, io);
  io.stdout.write(output);
  return 0;
}

function clientOf(bytes: Buffer, { isHelm4 }: RenderCall): Client | undefined {
  if (isHelm4) return 'helm4';
  return bytes.includes('# Source: ') ? 'helm3' : undefined;
}

function contextOf(
  client: Client | undefined,
  { failOn }: Settings,
  { verbose }: Pick<RenderCall, 'verbose'>,
  io: Io,
): ReportContext {
  return {
    failOn,
    ...(client !== undefined && { client }),
    colour: wantsColour(io.stderr.isTTY(), io.env),
    verbose,
    command: 'helm upgrade …',
    fixFlag: '--post-renderer-args --fix',
    stopped: 'this release',
  };
}
