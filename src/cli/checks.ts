import type { Check } from '../checks/check.ts';
import { CHECKS } from '../checks/index.ts';
import type { Flags } from '../config/option.ts';
import { type ExitCode, type Io, UsageError } from '../io.ts';
import { pageOf } from '../pipeline/catalogue.ts';
import { meantWord } from '../spelling.ts';

/** `netpolish checks`: what is looked for; with an id, why it matters and what to do; as JSON all of it. */
export function checks(id: string | undefined, { format }: Flags, io: Io): ExitCode {
  if (format === 'json') {
    const told = id === undefined ? CHECKS : [checkNamed(id)];
    io.stdout.write(`${JSON.stringify(told.map(forMachines), null, 2)}\n`);
    return 0;
  }
  if (id === undefined) {
    const width = Math.max(...CHECKS.map((check) => check.id.length));
    io.stdout.write(
      CHECKS.map((check) => `${check.id.padEnd(width)}  ${check.severity.padEnd(7)}  ${check.summary}\n`).join(''),
    );
    return 0;
  }
  const { severity, summary, help, precision } = checkNamed(id);
  const paragraphs = [
    `${id} (${severity})`,
    summary,
    help,
    `How often it is right: ${precision}`,
    `Examples: ${pageOf(id)}`,
  ];
  io.stdout.write(`${paragraphs.join('\n\n')}\n`);
  return 0;
}

function checkNamed(id: string): Check {
  const check = CHECKS.find((candidate) => candidate.id === id);
  if (check === undefined) throw new UsageError(`no such check: ${id}; ${helpFor(id)}`);
  return check;
}

function forMachines({ id, severity, summary, help, precision }: Check): object {
  return { id, severity, summary, help, precision, page: pageOf(id) };
}

function helpFor(id: string): string {
  const nearest = meantWord(
    id,
    CHECKS.map((check) => check.id),
  );
  return nearest === undefined ? '`netpolish checks` lists them' : `did you mean ${nearest}?`;
}
