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
  const ignore = `NETPOLISH_IGNORE=${shellWord(ignoreList(others))}`;
  if (others.length > 0 && refused.length > 0) lines.push(`${ignore} lets the others pass.`);
  else if (others.length > 0) lines.push(`Go on all the same: ${ignore} ${command}`);
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

/** A longer line nobody copies: then whole checks are named. */
const MAX_IGNORES = 10;

function ignoreList(findings: readonly Finding[]): string {
  const entries = findings.map(({ check, policy }) => (policy === null ? check : `${check}:${policy.name}`));
  const distinct = new Set(entries);
  return [...(distinct.size > MAX_IGNORES ? new Set(findings.map(({ check }) => check)) : distinct)].join(',');
}

/** Names are input: what a person pastes into a shell must stay one word. */
function shellWord(word: string): string {
  return /^[\w:,./@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
