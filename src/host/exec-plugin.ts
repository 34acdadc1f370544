import { readFileSync } from 'node:fs';
import { readFlags } from '../config/flags.ts';
import { readFunctionConfig } from '../config/function-config.ts';
import { FILTER_OPTIONS } from '../config/options.ts';
import { type ExitCode, FailureError, type Io, UsageError } from '../io.ts';
import { lettingKnownPass } from '../pipeline/known-gate.ts';
import { polish } from '../pipeline/polish.ts';
import type { ReportContext } from '../report/reporter.ts';
import { text } from '../report/text.ts';
import { readContext } from './inputs.ts';
import { readKnown } from './known.ts';
import { pipeSettings } from './pipe-settings.ts';
import { readTargets, refuseClashes, writeReports } from './report-files.ts';
import { checkedOutput, isBlocked, polishOptions, tellAside, wantsColour } from './run.ts';

/**
 * kustomize's legacy exec plugin: a plain stream in and out, the configuration in the environment (or, where it is too
 * long for that, in the file named first), more arguments from `argsOneLiner` (kustomize.md 1.9). Standard error is shown
 * only when we fail.
 */
export function execPlugin(args: readonly string[], io: Io, configPath?: string): ExitCode {
  const flags = readFlags(FILTER_OPTIONS, args);
  if (flags === undefined)
    throw new UsageError(`the plugin configuration gives arguments that are none: ${args.join(' ')}`);
  const targets = readTargets(flags, { free: false });
  const config = io.env.KUSTOMIZE_PLUGIN_CONFIG_STRING ?? readConfigFile(configPath);
  const settings = pipeSettings(flags, io, readFunctionConfig(config));
  refuseClashes(targets, settings, io.cwd);
  const bytes = io.stdin.read();
  const sources = [{ name: '<stdin>', bytes, origin: 'rendered' }] as const;
  const options = polishOptions(settings, readContext(settings.context, io), { today: io.today() });
  const known = readKnown(options, settings, sources, io);
  const polished = lettingKnownPass(polish(sources, options), known, options);
  const context = (): ReportContext => ({
    failOn: settings.failOn,
    colour: wantsColour(io.stderr.isTTY(), io.env),
    verbose: flags.verbose === true,
    command: 'kustomize build …',
    fixFlag: '`fix: true` in the plugin configuration',
    stopped: 'this build',
  });
  if (isBlocked(polished, settings)) {
    io.stderr.write(text(polished, context()));
    writeReports(targets, polished, settings, context(), io);
    return 1;
  }
  writeReports(targets, polished, settings, context(), io);
  tellAside(polished, settings, context, flags.verbose === true, io);
  if (settings.output === 'items') io.stdout.write(checkedOutput(bytes, polished.outputs[0]));
  return 0;
}

function readConfigFile(path: string | undefined): string {
  try {
    return readFileSync(path ?? '', 'utf8');
  } catch (error) {
    throw new FailureError(`the plugin configuration cannot be read: ${(error as Error).message}`);
  }
}
