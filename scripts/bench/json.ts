import { arch, cpus, loadavg, release, totalmem } from 'node:os';
import type { Entry } from './bench.ts';
import type { Growth, Row } from './row.ts';
import type { Versus } from './versus.ts';

/**
 * What `--json` prints. Times are milliseconds, sizes bytes; every `wall`, `cpu` and `peak` of a row is { median, min, max }.
 * A row without `ours` took longer than `late` seconds. A reach is met when its `share`, ours over the allowed, is at most 1.
 */
export type Document = {
  readonly when: string;
  readonly machine: {
    readonly cpu: string;
    readonly cores: number;
    readonly memory: number;
    readonly system: string;
    /** Runs that waited for a core over the last minute, at the start: near 0 on a quiet machine. */
    readonly load: number;
  };
  readonly node: string;
  readonly netpolish: string;
  /** How peaks were had; without GNU time there are none. */
  readonly memoryBy: 'GNU time' | 'none';
  readonly quick: boolean;
  readonly rows: readonly Row[];
  readonly growth: readonly Growth[];
  readonly peers: readonly Versus[];
  readonly notes: readonly string[];
};

/** What the run was made on, for the heading of the table and of the document. */
export function circumstances(
  version: string,
  hasGnuTime: boolean,
  quick: boolean,
): Omit<Document, 'rows' | 'growth' | 'peers' | 'notes'> {
  const system = `${process.platform} ${release()} ${arch()}`;
  return {
    when: new Date().toISOString(),
    machine: {
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
      memory: totalmem(),
      system,
      load: loadavg()[0] ?? 0,
    },
    node: process.versions.node,
    netpolish: version,
    memoryBy: hasGnuTime ? 'GNU time' : 'none',
    quick,
  };
}

/** All that was found, sorted by kind. */
export function document(about: ReturnType<typeof circumstances>, entries: readonly Entry[]): Document {
  return {
    ...about,
    rows: entries.flatMap((entry) => (entry.kind === 'row' ? entry : [])),
    growth: entries.flatMap((entry) => (entry.kind === 'growth' ? entry : [])),
    peers: entries.flatMap((entry) => (entry.kind === 'versus' ? entry : [])),
    notes: entries.flatMap((entry) => (entry.kind === 'note' ? `${entry.section}: ${entry.text}` : [])),
  };
}
