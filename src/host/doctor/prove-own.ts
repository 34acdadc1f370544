import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { plantedPolicy } from '../../doctor/planted.ts';
import type { Action, Call, Judged } from '../../doctor/types.ts';
import type { Bench } from './bench.ts';
import { type Documents, documentsAt } from './documents.ts';
import { at, judgedBy, prefix, trial, untried, workingFolder } from './trial.ts';

type Own = Extract<Action, { readonly kind: 'netpolish' }>;

/** Proves a call of netpolish itself: it is given the planted policy in place of its files, which are only counted. */
export async function proveOwn(call: Call, action: Own, bench: Bench): Promise<Judged> {
  const { command, flags, paths, folder } = action;
  const cwd = workingFolder(folder, bench);
  const ran = [...prefix(call.variables), 'netpolish', command, ...flags, ...pathWords(action)].join(' ');
  const read: Documents | undefined = paths.length === 0 ? undefined : documentsAt(paths, cwd, bench.io);
  if (read !== undefined && 'documents' in read && read.documents === 0) return at(call, { ran, ...NOTHING });
  const input = plantedPolicy(bench.planted);
  const file = join(bench.scraps, `${bench.planted}.yaml`);
  writeFileSync(file, input);
  const from = command === 'post-render' ? [] : [isPiped(action) ? '-' : file];
  const outcome = await trial(call, bench, [...executable(bench), command, ...flags, ...from], cwd, input);
  const proved = judgedBy(call, ran, bench, outcome);
  if (proved.verdict !== 'ok') return proved;
  const judged = { ...proved, saw: `${proved.saw}; ${whatRan(action, bench)}` };
  if (read === undefined) return judged;
  if ('problem' in read) return untried(call, ran, read.problem);
  return read.holdsPolicies ? judged : { ...judged, saw: `${judged.saw}, but reads no NetworkPolicy there today` };
}

/** What a proof stands on: not on what a line fetches first, nor on an action. */
function whatRan({ stands }: Own, { tools }: Bench): string {
  const which = tools.some(({ name }) => name === 'netpolish') ? 'the netpolish on PATH' : 'this netpolish';
  return `${which} ran, with the flags of the line${stands === undefined ? '' : `, and not ${stands}`}`;
}

const NOTHING = {
  verdict: 'broken',
  saw: 'it reads no document there',
  write: 'the folder that holds the manifests',
} as const;

function isPiped({ paths, unknown }: Own): boolean {
  return paths.length === 0 && unknown === undefined;
}

/** The paths for people; of many the first. */
function pathWords(action: Own): readonly string[] {
  const { command, paths, unknown } = action;
  if (isPiped(action)) return command === 'post-render' ? [] : ['-'];
  const some = paths.length > 3 ? [...paths.slice(0, 1), `… (${paths.length} files)`] : paths;
  return unknown === undefined ? some : [...some, unknown];
}

/** The netpolish on PATH, as a shell would find it; this one where there is none. */
function executable({ tools, self }: Bench): readonly string[] {
  const tool = tools.find(({ name }) => name === 'netpolish');
  return tool === undefined ? self : [tool.path];
}
