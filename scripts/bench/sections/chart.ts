import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { type Bench, type Entry, netpolish, row, type Section } from '../bench.ts';
import { timesRenders } from '../reach.ts';

const NAME = 'chart';

/** Charts of ours, by how many values their policies depend on. */
const CHARTS = ['examples/chart/shop', 'test/charts/clean-common', 'examples/helm/shop'] as const;

/** `netpolish chart` beside the same number of bare renders of the same chart, as many at a time. */
export const chart: Section = {
  name: NAME,
  about: 'chart DIR: beside as many calls of `helm template`, as many of them at a time',
  entries,
};

async function* entries(bench: Bench): AsyncGenerator<Entry> {
  const helm = found('helm');
  if (helm === undefined) {
    yield { kind: 'note', section: NAME, text: 'no helm on PATH: nothing was rendered' };
    return;
  }
  for (const path of bench.quick ? CHARTS.slice(0, 1) : CHARTS) yield* measured(bench, resolve(path), helm);
}

async function* measured(bench: Bench, path: string, helm: string): AsyncGenerator<Entry> {
  const args = ['chart', path, '--helm', helm, '--fail-on', 'never'];
  const { renders } = reportOf([...args, '--format', 'json']).sweep;
  const hands = availableParallelism();
  const script = `seq ${renders} | xargs -P ${hands} -I{} "$0" template release-name "$1" --values /dev/null > /dev/null`;
  const told = await row(bench, NAME, {
    name: `${path.split('/').at(-1)}: ${renders} renders`,
    ours: netpolish(args),
    beside: { renders: { argv: ['bash', '-c', script, helm, path] } },
    bytes: 0,
    reaches: [timesRenders(1.25)],
  });
  yield told;
  const [ours, bare] = [told.ours, told.beside.renders].map((figures) => perSecond(renders, figures?.wall.median));
  if (ours !== undefined && bare !== undefined)
    yield { kind: 'note', section: NAME, text: `${ours} renders a second, helm alone ${bare}` };
}

function perSecond(renders: number, milliseconds: number | undefined): string | undefined {
  return milliseconds === undefined ? undefined : ((1000 * renders) / milliseconds).toFixed(1);
}

function reportOf(args: readonly string[]): { readonly sweep: { readonly renders: number } } {
  return JSON.parse(
    execFileSync(process.execPath, ['dist/netpolish.cjs', ...args], { maxBuffer: 1 << 28, encoding: 'utf8' }),
  );
}

function found(program: string): string | undefined {
  try {
    return execFileSync('bash', ['-c', `command -v ${program}`], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}
