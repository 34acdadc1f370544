import { type Finding, isRefused } from '../finding.ts';
import { cleanLine } from './clean.ts';
import type { ReportContext } from './reporter.ts';

/** The exact override, or that none would help: what the API refuses only fails later. */
export function wayOut(
  blocking: readonly Finding[],
  { command, fixFlag, client }: Pick<ReportContext, 'command' | 'fixFlag' | 'client'>,
): string[] {
  const refused = blocking.filter((finding) => isRefused(finding, client));
  const others = blocking.filter((finding) => !isRefused(finding, client));
  const lines: string[] = [];
  const way = wayOfIgnoring(others, command);
  if (others.length > 0 && refused.length > 0) lines.push(`${way.words} lets the others pass.`);
  else if (others.length > 0) lines.push(`${way.head}: ${way.words}${way.isWhole ? '' : ` ${command}`}`);
  if (refused.length > 0) {
    const fixable = refused.every((finding) => finding.fix !== undefined);
    const moved = 'an override would only move the refusal into the cluster';
    lines.push(
      fixable
        ? `This once: ${fixFlag}   (${moved})`
        : `No way around ${[...new Set(refused.map((f) => f.check))].join(', ')}: ${moved}.`,
    );
  }
  return lines.map(cleanLine);
}

/** A longer line nobody copies; the letters are those of ten policies with the longest names that the API takes. */
const MAX_IGNORES = 10;
const MAX_LETTERS = 4000;

type Way = { readonly head: string; readonly words: string; readonly isWhole?: true };

/**
 * No override is wider than what it is for: policies are named with their namespace where it is known. Many findings are no
 * exception but the day of adoption, or a release that must go out whatever is wrong with it.
 */
function wayOfIgnoring(findings: readonly Finding[], command: string): Way {
  const entries = new Set(findings.map(entryOf));
  const list = [...entries].join(',');
  if (entries.size <= MAX_IGNORES && list.length <= MAX_LETTERS)
    return { head: 'Go on all the same', words: `NETPOLISH_IGNORE=${shellWord(list)}` };
  if (command.startsWith('netpolish check'))
    return { head: 'Begin with what is there', words: `${command} --write-baseline`, isWhole: true };
  return { head: 'Go on whatever is wrong', words: 'NETPOLISH_FAIL_ON=never' };
}

function entryOf({ check, policy }: Finding): string {
  if (policy === null) return check;
  return `${check}:${policy.namespace === '' ? '' : `${policy.namespace}/`}${policy.name}`;
}

/** Names are input: what a person pastes into a shell must stay one word. */
export function shellWord(word: string): string {
  return /^(?!=)[\w:,./@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
