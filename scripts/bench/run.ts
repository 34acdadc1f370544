import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** A child to measure: `input` is a file that comes through a pipe, as from Helm. Its output goes to a pipe that is drained. */
export type Command = {
  readonly argv: readonly string[];
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Exit codes of a run that did its work; without it only 0. */
  readonly passes?: readonly number[];
};

/** One run: milliseconds by the clock and of processor time (user and system), and where it was asked for the peak in bytes. */
export type Sample = { readonly wall: number; readonly cpu: number; readonly peak?: number };

/** How children are run: where scraps go, the seconds a child may take, and what bare Node is asked with. */
export type Runner = { readonly folder: string; readonly limit: number; readonly gnuTime: string | undefined };

// bash's own `time` has milliseconds of both clocks and counts this child alone, not the `cat`s around it. Its peak has to come
// from GNU time: what a child of Node reads of its own (ru_maxrss) starts at the size of the Node that forked it.
const SCRIPT = `times=$1; input=$2; shift 2
TIMEFORMAT='%3R %3U %3S'
child() { time "$@" 2>/dev/null; echo "$?" >&2; }
feed() { if [ -n "$input" ]; then cat -- "$input" 2>/dev/null; fi; }
feed | child "$@" 2>"$times" | cat >/dev/null`;

/**
 * What makes every Node slower, or faster, than a user's: the roots of NODE_EXTRA_CA_CERTS alone, read at each start, are three
 * times the start itself (Node 20), and a ratio to that would flatter us.
 */
const LEFT_OUT: readonly string[] = [
  'NODE_EXTRA_CA_CERTS',
  'NODE_OPTIONS',
  'NODE_COMPILE_CACHE',
  'NODE_V8_COVERAGE',
  'NETPOLISH_CONFIG',
];

/** Those of them that are set here. */
export const leftOut: readonly string[] = LEFT_OUT.filter((name) => process.env[name] !== undefined);

const ENVIRONMENT = Object.fromEntries(Object.entries(process.env).filter(([name]) => !leftOut.includes(name)));

let running: ChildProcess | undefined;

/**
 * Runs a command to its end, or kills it and all it started after the seconds that the runner grants: `late`.
 * Rejects when it ends with an exit code that is not among those it passes with.
 */
export async function run(command: Command, runner: Runner, withPeak: boolean): Promise<Sample | 'late'> {
  const [times, peak] = [join(runner.folder, 'times'), join(runner.folder, 'peak')];
  const weighed = withPeak && runner.gnuTime !== undefined;
  const argv = weighed ? [runner.gnuTime, '-q', '-f', '%M', '-o', peak, ...command.argv] : command.argv;
  rmSync(times, { force: true });
  if (!(await ended([SCRIPT, 'bench', times, command.input ?? '', ...argv], command.env, runner.limit))) return 'late';
  const [clocks = '', status = ''] = readFileSync(times, 'utf8').trim().split('\n').slice(-2);
  if (!(command.passes ?? [0]).includes(Number(status))) {
    throw new Error(`exit code ${status} of ${command.argv.join(' ')} with ${command.input ?? 'no input'}`);
  }
  const [wall = 0, user = 0, system = 0] = clocks.split(' ').map((seconds) => Number(seconds) * 1000);
  const sample = { wall, cpu: user + system };
  return weighed ? { ...sample, peak: Number(readFileSync(peak, 'utf8').trim()) * 1024 } : sample;
}

/** Ends what is running now: for a bench that is interrupted. */
export function stop(): void {
  if (running?.pid !== undefined) process.kill(-running.pid, 'SIGKILL');
}

/** GNU time on PATH, under either of its names. */
export function findGnuTime(): string | undefined {
  return ['time', 'gtime'].find((name) => {
    const { stdout, stderr } = spawnSync(name, ['--version'], { encoding: 'utf8' });
    return `${stdout}${stderr}`.includes('GNU');
  });
}

/** Whether the script came to its end in time. A group of its own, so that a kill reaches the child inside of it. */
function ended(args: readonly string[], env: Command['env'], limit: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn('bash', ['-c', ...args], {
      detached: true,
      stdio: 'ignore',
      env: { ...ENVIRONMENT, LC_ALL: 'C', ...env },
    });
    running = child;
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      stop();
    }, limit * 1000);
    child.on('error', reject);
    child.on('close', () => {
      clearTimeout(timer);
      running = undefined;
      resolve(!late);
    });
  });
}
