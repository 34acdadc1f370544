import { readFileSync, rmSync, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { judge } from '../../doctor/judge.ts';
import type { Call, Judged, Outcome, Variables } from '../../doctor/types.ts';
import { expanded } from '../../doctor/words.ts';
import { VERSION } from '../../version.ts';
import type { Bench } from './bench.ts';
import { relevant } from './machine.ts';

const SECONDS = 60;

/** Runs a command in place of a call, without a cluster, and reads what netpolish reported. */
export async function trial(
  call: Call,
  bench: Bench,
  command: readonly string[],
  cwd: string,
  input = '',
): Promise<Outcome> {
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

/** What came of a trial. */
export function judgedBy(call: Call, ran: string, bench: Bench, outcome: Outcome): Judged {
  return judge({ call, ran, environment: relevant(bench.io.env), version: VERSION }, outcome);
}

/** A folder that an earlier step makes is not there yet. */
export function workingFolder(folder: string, bench: Bench): string {
  const path = join(bench.folder, folder);
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ? path : bench.folder;
}

/** The variables that decide about netpolish, as they stand before a command. */
export function prefix(variables: Variables): readonly string[] {
  return Object.entries(relevant(variables)).map(([name, value]) => `${name}=${value}`);
}

/** An answer without a trial. */
export function untried(call: Call, ran: string, saw: string): Judged {
  return at(call, { verdict: 'untried', ran, saw });
}

/** An answer at the place of its call. */
export function at({ file, line }: Call, answer: Omit<Judged, 'file' | 'line'>): Judged {
  return { file, line, ...answer };
}
