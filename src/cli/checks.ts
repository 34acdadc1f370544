import { CHECKS } from '../checks/index.ts';
import { nearestOf } from '../explain/nearest.ts';
import { type ExitCode, type Io, UsageError } from '../io.ts';

/** `netpolish checks`: what is looked for; with an id, why it matters and what to do. */
export function checks(id: string | undefined, io: Io): ExitCode {
  if (id === undefined) {
    const width = Math.max(...CHECKS.map((check) => check.id.length));
    io.stdout.write(
      CHECKS.map((check) => `${check.id.padEnd(width)}  ${check.severity.padEnd(7)}  ${check.summary}\n`).join(''),
    );
    return 0;
  }
  const check = CHECKS.find((candidate) => candidate.id === id);
  if (check === undefined) throw new UsageError(`no such check: ${id}; ${helpFor(id)}`);
  io.stdout.write(`${check.id} (${check.severity})\n\n${check.summary}\n\n${check.help}\n`);
  return 0;
}

function helpFor(id: string): string {
  const [nearest] = nearestOf(
    id,
    CHECKS.map((check) => check.id),
  );
  return nearest === undefined ? '`netpolish checks` lists them' : `did you mean ${nearest}?`;
}
