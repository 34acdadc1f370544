import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { judge, judgeText } from '../../doctor/judge.ts';
import { shown } from '../../doctor/paths.ts';
import { plantedChart, plantedPolicy } from '../../doctor/planted.ts';
import type { Action, Call, Judged, Outcome, Tool, Variables } from '../../doctor/types.ts';
import { expanded } from '../../doctor/words.ts';
import { VERSION } from '../../version.ts';
import type { Bench } from './bench.ts';
import { documentsAt } from './documents.ts';
import { relevant } from './machine.ts';
import { mirror } from './mirror.ts';

const SECONDS = 60;

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
  return judge({ call, ran, environment: relevant(bench.io.env), version: VERSION }, outcome);
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
    answers.push(
      judge(
        { call, ran: `${line} (Helm ${helm.version})`, environment: relevant(bench.io.env), version: VERSION },
        outcome,
      ),
    );
  }
  return answers;
}

async function proveOwn(call: Call, action: Of<'netpolish'>, bench: Bench): Promise<Judged> {
  const { command, flags, paths, folder } = action;
  const cwd = workingFolder(folder, bench);
  const named = paths.length > 3 ? [...paths.slice(0, 1), `… (${paths.length} files)`] : paths;
  const ran = [...prefix(call.variables), 'netpolish', command, ...flags, ...(named.length === 0 ? ['-'] : named)].join(
    ' ',
  );
  const read = paths.length === 0 ? undefined : documentsAt(paths, cwd, bench.io);
  const problem = read !== undefined && 'problem' in read ? read.problem : undefined;
  if (read !== undefined && 'documents' in read && read.documents === 0)
    return at(call, {
      ran,
      verdict: 'broken',
      saw: 'it reads no document there',
      write: 'the folder that holds the manifests',
    });
  const input = plantedPolicy(bench.planted);
  const file = join(bench.scraps, `${bench.planted}.yaml`);
  writeFileSync(file, input);
  const from = command === 'post-render' ? [] : [paths.length === 0 ? '-' : file];
  const outcome = await trial(call, bench, [...executable(bench), command, ...flags, ...from], cwd, input);
  const judged = judge({ call, ran, environment: relevant(bench.io.env), version: VERSION }, outcome);
  if (judged.verdict !== 'ok') return judged;
  if (problem !== undefined) return untried(call, ran, problem);
  const isIdle = read !== undefined && 'documents' in read && !read.holdsPolicies;
  return isIdle ? { ...judged, saw: `${judged.saw}, but reads no NetworkPolicy there today` } : judged;
}

/** A folder that an earlier step makes is not there yet. */
function workingFolder(folder: string, bench: Bench): string {
  const path = join(bench.folder, folder);
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ? path : bench.folder;
}

/** The netpolish on PATH, as a shell would find it; this one where there is none. */
function executable({ tools, self }: Bench): readonly string[] {
  const tool = tools.find(({ name }) => name === 'netpolish');
  return tool === undefined ? self : [tool.path];
}

async function trial(call: Call, bench: Bench, command: readonly string[], cwd: string, input = ''): Promise<Outcome> {
  const report = join(bench.scraps, 'report.json');
  rmSync(report, { force: true });
  const env = {
    ...bench.io.env,
    ...settled(call.variables, bench),
    // No cluster, no file outside of the folder of our own: kustomize forgets some in TMPDIR (kustomize.md 1.9).
    KUBECONFIG: join(bench.scraps, 'no-kubeconfig'),
    TMPDIR: bench.scraps,
    NETPOLISH_REPORT_FILE: report,
  };
  const ended = await bench.run(command, { cwd, env, input, seconds: SECONDS });
  const reported = reportAt(report, bench.planted);
  return { ...ended, planted: bench.planted, ...(reported !== undefined && { report: reported }) };
}

function reportAt(path: string, planted: string): Outcome['report'] {
  try {
    const text = readFileSync(path, 'utf8');
    const { tool } = JSON.parse(text) as { readonly tool?: { readonly version?: string } };
    return { version: tool?.version ?? '?', sawPlanted: text.includes(planted) };
  } catch {
    return undefined;
  }
}

/** Of the variables that a file sets, those that decide about netpolish; a folder is meant from the one looked through. */
function settled(variables: Variables, { folder }: Bench): Variables {
  const entries = Object.entries(relevant(variables)).flatMap(([name, value]) => {
    const known = expanded(value, folder);
    if (known === undefined || name === 'NETPOLISH_REPORT_FILE') return [];
    const isPath = name === 'HELM_PLUGINS' || name === 'KUSTOMIZE_PLUGIN_HOME' || name === 'NETPOLISH_CONFIG';
    return [
      [
        name,
        isPath
          ? known
              .split(delimiter)
              .map((path) => resolve(folder, path))
              .join(delimiter)
          : known,
      ] as const,
    ];
  });
  return Object.fromEntries(entries);
}

function prefix(variables: Variables): readonly string[] {
  return Object.entries(relevant(variables)).map(([name, value]) => `${name}=${value}`);
}

function untried(call: Call, ran: string, saw: string): Judged {
  return at(call, { verdict: 'untried', ran, saw });
}

function at({ file, line }: Call, answer: Omit<Judged, 'file' | 'line'>): Judged {
  return { file, line, ...answer };
}
