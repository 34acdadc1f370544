import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { findCalls } from '../../doctor/find.ts';
import { plantedName } from '../../doctor/planted.ts';
import type { Diagnosis, Judged } from '../../doctor/types.ts';
import { FailureError, type Io } from '../../io.ts';
import { VERSION } from '../../version.ts';
import type { RunChild } from '../run-child.ts';
import { whyNot } from '../why-not.ts';
import { lookThrough } from './look.ts';
import { lookAround, relevant } from './machine.ts';
import { prove } from './prove.ts';

/** The configuration that netpolish would use in a folder: its files, the CNI that it names, what was left alone. */
export type FoundConfig = {
  readonly files: readonly string[];
  readonly cni: string;
  readonly notes: readonly string[];
};

/** What a diagnosis needs from outside: how children are run, how we are, who finds the configuration. */
export type Means = {
  readonly io: Io;
  readonly run: RunChild;
  readonly self: readonly string[];
  /** The version of Node. */
  readonly node: string;
  readonly findConfig: (folder: string) => FoundConfig;
};

/**
 * Looks through a folder for calls of netpolish and plants a fault behind each. Nothing is written there and no cluster is
 * asked; what is written lies in a folder of our own that is gone when this ends, however it ends.
 */
export async function diagnose(name: string, { io, run, self, node, findConfig }: Means): Promise<Diagnosis> {
  const seen = lookThrough(resolve(io.cwd, name), name);
  const folder = realpathSync(resolve(io.cwd, name));
  const calls = findCalls(seen.files, seen.paths, seen.folder);
  const machine = await lookAround({ io, run, cwd: folder, version: VERSION });
  const config = findConfig(folder);
  const scraps = makeScraps();
  try {
    const planted = plantedName(crypto.randomUUID().slice(0, 8));
    const bench = { io, run, self, folder, scraps, tools: machine.tools, planted };
    const judged: Judged[] = [];
    for (const call of calls) judged.push(...(await prove(call, bench)).map((answer) => told(answer, scraps, planted)));
    return {
      netpolish: VERSION,
      node,
      folder: name,
      tools: machine.tools,
      config: config.files,
      environment: relevant(io.env),
      machine: [...machine.faults, ...unenforced(config)],
      notes: [...config.notes, ...machine.notes],
      calls: judged,
    };
  } catch (error) {
    throw FULL.has((error as NodeJS.ErrnoException).code ?? '') ? unwritable(error) : error;
  } finally {
    rmSync(scraps, { recursive: true, force: true });
  }
}

/** What only writing can run into. */
const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'EROFS']);

function makeScraps(): string {
  try {
    return realpathSync(mkdtempSync(join(tmpdir(), 'netpolish-doctor-')));
  } catch (error) {
    throw unwritable(error);
  }
}

function unwritable(error: unknown): FailureError {
  return new FailureError(`the temporary folder ${tmpdir()} cannot be written: ${whyNot(error)}`);
}

/** What differs from run to run is no news. */
function told(answer: Judged, scraps: string, planted: string): Judged {
  return { ...answer, saw: answer.saw.replaceAll(scraps, '…').replaceAll(planted, 'PLANTED') };
}

/** No check is worth anything where no policy is enforced. */
function unenforced({ files, cni }: FoundConfig): readonly Judged[] {
  if (cni !== 'none' && cni !== 'flannel') return [];
  const saw = 'it enforces no NetworkPolicy at all: whatever they say, everybody may talk to everybody';
  const write = 'a network plugin that enforces them (Calico, Cilium, …), and its name there';
  return [{ verdict: 'broken', ran: `cni: ${cni} in ${files.join(' and ')}`, saw, write }];
}
