import type { Finding } from '../finding.ts';
import type { Polished } from '../pipeline/polish.ts';
import type { Policy } from '../policy/policy.ts';
import { cleanLine } from './clean.ts';
import type { DiffNote } from './unified-diff.ts';

/** What fixes did, told over what is left in what they made: no word of what they did away with, and what came up since. */
export function afterFixes(polished: Polished, left: Polished): Polished {
  const still = new Set(left.findings.map(whatIt));
  return {
    ...polished,
    findings: polished.findings.filter((finding) => finding.fixed || still.has(whatIt(finding))),
    summary: { ...left.summary, fixed: polished.summary.fixed },
  };
}

/** What is left, why it has no fix, and what the fixes brought up; '' where there is nothing to say. */
export function leftLines(polished: Polished, left: Polished, isUnsafe: boolean): string {
  const before = new Set(polished.findings.map(whatIt));
  const open = left.findings.filter((one) => one.severity !== 'info' && !one.fixed && !one.ignored);
  const closable = open.filter(({ choice }) => choice !== undefined);
  const others = open.filter(({ choice }) => choice === undefined);
  const why = isUnsafe ? WITHDRAWN : CLOSABLE;
  const lines = [
    ...open
      .filter((one) => !before.has(whatIt(one)))
      .map((one) => `new     ${one.severity} ${one.check}  ${nameOf(one)}: ${one.message}`),
    ...(closable.length === 0 ? [] : [`left    ${counted(closable)}: ${why}`]),
    ...(others.length === 0 ? [] : [`left    ${counted(others)}: ${YOURS}`]),
  ];
  return lines.map((line) => `${cleanLine(line)}\n`).join('');
}

const CLOSABLE = 'each repair changes traffic; `netpolish fix --unsafe` shows what closes them, and what that closes';
const WITHDRAWN = 'what would close them opens something else, or nobody can tell';
const YOURS = 'what was meant does not show; it is for you to write';

/** What a diff says of the lines that fixes change: whose they are, and which template to edit. */
export function fixNotes(findings: readonly Finding[], file: string): readonly DiffNote[] {
  return findings
    .filter(({ fixed, location }) => fixed && location.file === file)
    .map((finding): DiffNote => {
      const { template, location, fix } = finding;
      const where = template === undefined ? nameOf(finding) : `${nameOf(finding)}, edit ${template}`;
      const note = { line: location.line, text: where };
      return template === undefined
        ? note
        : { ...note, above: `edit ${template}: ${nameOf(finding)}: ${fix?.message ?? ''}` };
    });
}

/** What fixes did to one policy, in lines of words. */
export function wordsOf({ input, resource }: Policy, findings: readonly Finding[]): readonly string[] {
  const own = findings.filter(
    ({ fixed, location: { file, document, path } }) =>
      fixed &&
      file === input.name &&
      document === resource.within.document.number &&
      resource.path.every((step, i) => path[i] === step),
  );
  const lines = own.flatMap(({ check, fix, closes = [] }) => [`${check}: ${fix?.message ?? ''}`, ...closes]);
  const templates = own.flatMap(({ template }) => (template === undefined ? [] : [`edit ${template}`]));
  return [...lines, ...new Set(templates)];
}

function counted(findings: readonly Finding[]): string {
  const counts = new Map<string, number>();
  for (const { check } of findings) counts.set(check, (counts.get(check) ?? 0) + 1);
  return [...counts].map(([check, count]) => `${count} ${check}`).join(', ');
}

/** The same thing said of the same policy, wherever its lines went. */
function whatIt({ check, policy, location: { file, document } }: Finding): string {
  return JSON.stringify([check, policy, file, document]);
}

function nameOf({ policy }: Finding): string {
  if (policy === null) return 'no policy';
  return `NetworkPolicy ${policy.namespace === '' ? '' : `${policy.namespace}/`}${policy.name || '(no name)'}`;
}
