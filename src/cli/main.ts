import { readFlags, withFlags } from '../config/flags.ts';
import type { Flags } from '../config/option.ts';
import { FILTER_OPTIONS } from '../config/options.ts';
import { consistent, isBypassed, type Settings, withEnvironment } from '../config/settings.ts';
import { BESIDE, isExecPlugin, streamKind } from '../host/detect.ts';
import type { RenderCall } from '../host/helm.ts';
import { asBlockScalar, NOTHING_RENDERED } from '../host/helm4.ts';
import { type ExitCode, exitCodeOf, type Io, UsageError } from '../io.ts';
import { isUtf16, mayHoldPolicies } from '../manifest/stream.ts';
import { cleanLine } from '../report/clean.ts';
import { type BypassHost, bypass } from './bypass.ts';
import { isDirect } from './names.ts';

/**
 * Runs netpolish: `argv` without node and script. Never throws and never exits; whatever goes wrong is one line on
 * standard error, nothing on standard output, and an exit code.
 */
export async function main(argv: readonly string[], io: Io): Promise<ExitCode> {
  if (!wantsDocument(argv)) return guard(argv, io);
  const said: string[] = [];
  const quiet: Io = { ...io, stderr: { isTTY: () => false, write: (data) => said.push(data.toString()) } };
  const code = await guard(argv, quiet);
  if (code === 0) return 0;
  io.stdout.write(asBlockScalar(said.join('')));
  return 0;
}

async function guard(argv: readonly string[], io: Io): Promise<ExitCode> {
  try {
    return await dispatch(argv, io);
  } catch (error) {
    const code = exitCodeOf(error);
    const message = error instanceof Error ? error.message : String(error);
    const prefix = code === undefined ? 'internal error: ' : '';
    sayLast(io, `${cleanLine(`netpolish: ${prefix}${message.split('\n')[0]}`)}\n`);
    return code ?? 3;
  }
}

/** The last word of a run must not fail where standard error is closed too. */
function sayLast(io: Io, line: string): void {
  try {
    io.stderr.write(line);
  } catch {
    // The exit code still tells.
  }
}

async function dispatch(argv: readonly string[], io: Io): Promise<ExitCode> {
  const [command = '', ...rest] = argv;
  if (command === BESIDE && (await import('./commands.ts')).serveBeside()) return 0;
  const isPlugin = isExecPlugin(io.env) && command !== '' && !/^(-|[a-z-]+$)/.test(command);
  if (isBypassed(io.env) && !isDirect(command) && !io.stdin.isTTY()) {
    return bypass(io, bypassHost(argv, isPlugin), command);
  }
  if (isPlugin) {
    const { execPlugin } = await import('./commands.ts');
    return execPlugin(rest, io, command);
  }
  const isBare = command === '' || command.startsWith('-');
  const isFilter = isBare ? !io.stdin.isTTY() : command === 'post-render' || command === 'fn';
  const flags = isFilter ? readFlags(FILTER_OPTIONS, isBare ? argv : rest) : undefined;
  if (flags === undefined) {
    const { runProgram } = await import('./commands.ts');
    return runProgram(argv, io);
  }
  return runFilter(isBare ? 'detect' : command, flags, io);
}

/** Reads standard input as the host sends it. The way for a render without policies loads nothing more. */
async function runFilter(command: string, flags: Flags, io: Io): Promise<ExitCode> {
  const bytes = io.stdin.read();
  if (isUtf16(bytes)) throw new UsageError('standard input is UTF-16: write it as UTF-8');
  if (command === 'fn' || (command === 'detect' && streamKind(bytes) === 'resourceList')) {
    const { krmFunction } = await import('./commands.ts');
    return krmFunction(bytes, flags, io);
  }
  return postRender(bytes, consistent(await settingsOf(flags, io)), flags, io);
}

/** Most calls name no configuration: then what reads one is not loaded. */
async function settingsOf(flags: Flags, io: Io): Promise<Settings> {
  if (flags.config === undefined && !io.env.NETPOLISH_CONFIG) return withEnvironment(withFlags(flags), io.env);
  const { pipeSettings } = await import('./commands.ts');
  return pipeSettings(flags, io);
}

async function postRender(bytes: Buffer, settings: Settings, flags: Flags, io: Io): Promise<ExitCode> {
  const isHelm4 = flags.host === 'helm4';
  if (isHelm4 && bytes.toString('latin1').trim() === '') {
    io.stdout.write(NOTHING_RENDERED);
    return 0;
  }
  if (!mayHoldPolicies(bytes) && settings.reportFile === undefined && flags.format === undefined) {
    io.stdout.write(bytes);
    return 0;
  }
  const report =
    flags.format === undefined ? {} : { report: (await import('./commands.ts')).filterReports(flags, settings, io) };
  const { renderFilter } = await import('../host/helm.ts');
  const call = { isHelm4, verbose: flags.verbose === true, context: [], ...report };
  if (settings.context.length === 0 && settings.baseline === undefined && settings.since === undefined)
    return renderFilter(bytes, settings, call, io);
  const { readContext, readKnown } = await import('./commands.ts');
  const context = readContext(settings.context, io);
  const known: RenderCall['known'] = (options, sources) => readKnown(options, settings, sources, io);
  return renderFilter(bytes, settings, { ...call, context, known }, io);
}

function bypassHost(argv: readonly string[], isPlugin: boolean): BypassHost {
  if (isPlugin) return 'exec-plugin';
  if (HELM4.test(argv.join('\n'))) return 'helm4';
  return argv[0] === 'post-render' ? 'plain' : 'function';
}

const HELM4 = /^--host[=\n]helm4$/m;

/** Only our own plugin.yaml says so; nothing is ever inferred from the stream. Asked before anything can go wrong. */
function wantsDocument(argv: readonly string[]): boolean {
  const line = argv.join('\n');
  return HELM4.test(line) && !/^--helm4-report[=\n]exit$/m.test(line);
}
