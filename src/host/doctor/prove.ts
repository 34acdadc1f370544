import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { judgeText } from '../../doctor/judge.ts';
import { shown } from '../../doctor/paths.ts';
import { plantedChart } from '../../doctor/planted.ts';
import type { Action, Call, Judged, Tool } from '../../doctor/types.ts';
import type { Bench } from './bench.ts';
import { mirror } from './mirror.ts';
import { proveOwn } from './prove-own.ts';
import { judgedBy, prefix, trial, untried, workingFolder } from './trial.ts';

/** Plants a fault behind a call, runs what it runs, and tells what came of it: one answer for each program that can run it. */
export async function prove(call: Call, bench: Bench): Promise<readonly Judged[]> {
  const told = judgeText(call);
  if (told !== undefined) return [told];
  switch (call.action.kind) {
    case 'kustomize':
      return [await proveBuild(call, call.action, bench)];
    case 'helm':
      return proveHelm(call, call.action, bench);
    case 'netpolish':
      return [await proveOwn(call, call.action, bench)];
    default:
      return [];
  }
}

type Of<Kind> = Extract<Action, { readonly kind: Kind }>;

async function proveBuild(call: Call, action: Of<'kustomize'>, bench: Bench): Promise<Judged> {
  const { flags, plugin } = action;
  const { name, tool } = builderOf(action, bench);
  const build = name === 'kubectl' ? 'kustomize' : 'build';
  const ran = [...prefix(call.variables), name, build, ...flags, shown(plugin.kustomization)].join(' ');
  if (plugin.how === 'container')
    return untried(call, ran, `${plugin.what} is a container: it needs docker, and is not run here`);
  if (tool === undefined) return untried(call, ran, `${name} is not on PATH`);
  const copy = mirror(join(bench.folder, plugin.kustomization), bench.scraps, bench.planted);
  if (typeof copy !== 'string') return untried(call, ran, copy.problem);
  const outcome = await trial(call, bench, [tool.path, build, ...flags, '.'], copy);
  rmSync(join(bench.scraps, 'tree'), { recursive: true, force: true });
  return judgedBy(call, ran, bench, outcome);
}

/** A legacy plugin runs under both alike, so either proves it. */
function builderOf({ tool: wanted, plugin }: Of<'kustomize'>, { tools }: Bench): { name: Tool['name']; tool?: Tool } {
  const names = plugin.how === 'legacy' ? [wanted, 'kustomize', 'kubectl'] : [wanted];
  const tool = names
    .map((name) => tools.find((candidate) => candidate.name === name))
    .find((found) => found !== undefined);
  return tool === undefined ? { name: wanted } : { name: tool.name, tool };
}

async function proveHelm(call: Call, { renderer, args, folder }: Of<'helm'>, bench: Bench): Promise<readonly Judged[]> {
  const words = ['--post-renderer', renderer, ...args.map((arg) => `--post-renderer-args=${arg}`)];
  const line = [...prefix(call.variables), 'helm template CHART', ...words].join(' ');
  const helms = bench.tools.filter(({ name }) => name === 'helm');
  if (helms.length === 0) return [untried(call, line, 'helm is not on PATH')];
  const chart = join(bench.scraps, 'chart');
  for (const [path, text] of Object.entries(plantedChart(bench.planted))) {
    mkdirSync(dirname(join(chart, path)), { recursive: true });
    writeFileSync(join(chart, path), text);
  }
  const answers: Judged[] = [];
  for (const helm of helms) {
    const outcome = await trial(
      call,
      bench,
      [helm.path, 'template', 'netpolish-doctor', chart, ...words],
      workingFolder(folder, bench),
    );
    answers.push(judgedBy(call, `${line} (Helm ${helm.version})`, bench, outcome));
  }
  return answers;
}
