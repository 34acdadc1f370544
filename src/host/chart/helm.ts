import type { Ended } from '../../doctor/types.ts';
import { FailureError, type Io, UsageError } from '../../io.ts';
import type { RunChild } from '../run-child.ts';

/** The Helm that renders: `version` as in 3.17.2. */
export type Helm = { readonly program: string; readonly version: string };

/** What a call of `helm template` is given beside the chart and its values. */
export type RenderCall = {
  /** An absolute path. */
  readonly chart: string;
  readonly release: string;
  /** '' leaves it to Helm. */
  readonly namespace: string;
  /** More words for Helm: `--api-versions`, `v1`. */
  readonly words: readonly string[];
  /** Seconds that one render may take, and bytes that it may print. */
  readonly seconds: number;
  readonly most: number;
};

const OLDEST = 3;

/** Asks the program for its version. Throws UsageError where it is missing, is no Helm, or is too old. */
export async function askHelm(
  program: string,
  { io, run }: { readonly io: Io; readonly run: RunChild },
): Promise<Helm> {
  const { stdout, stderr, trouble } = await run([program, 'version', '--short'], {
    cwd: io.cwd,
    env: io.env,
    seconds: 30,
  });
  if (trouble === 'not started')
    throw new UsageError(
      `${program} cannot be started (${reason(stderr)}): netpolish chart renders with Helm 3 or 4; --helm PATH names it`,
    );
  const [, version = ''] = /\bv(\d+\.\d+\.\d+\S*?)(\+\S*)?\s/.exec(`${stdout} `) ?? [];
  if (version === '')
    throw new UsageError(`${program} does not tell its version as Helm does: --helm PATH names the right one`);
  if (Number.parseInt(version, 10) < OLDEST)
    throw new UsageError(`${program} is Helm ${version}: charts are rendered with Helm 3 or 4`);
  return { program, version };
}

function reason(words: string): string {
  return words.includes('ENOENT') ? 'no such program' : words.includes('EACCES') ? 'permission denied' : words;
}

/** Calls `helm template` with the values as a file on its standard input; no cluster is asked, and nothing is written. */
export function helmTemplate(
  { program }: Helm,
  { chart, release, namespace, words, seconds, most }: RenderCall,
  { io, run }: { readonly io: Io; readonly run: RunChild },
): (values: string, more?: readonly string[]) => Promise<Ended> {
  const place = namespace === '' ? [] : ['--namespace', namespace];
  return (values, more = []) =>
    run([program, 'template', release, chart, ...place, ...words, ...more, '--values', '-'], {
      cwd: io.cwd,
      env: io.env,
      input: values,
      seconds,
      most,
    });
}

/** Helm's complaint in one line, without the advice that it adds to every one. */
export function complaint({ stderr, trouble }: Ended, { seconds, most }: Pick<RenderCall, 'seconds' | 'most'>): string {
  if (trouble === 'too long') return `helm template did not end within ${seconds} seconds`;
  if (trouble === 'too much') return `helm template printed more than ${most >> 20} MiB`;
  if (trouble === 'not started') throw new FailureError(`helm cannot be started: ${stderr}`);
  return stderr
    .replace(/\n*Use --debug flag to render out invalid YAML\s*$/, '')
    .replace(/^(WARNING|level=|time=|\d{4}\/).*\n/gm, '')
    .trim();
}
