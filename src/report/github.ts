import type { Finding, Severity } from '../finding.ts';
import { type Anchor, anchorOf, placeWords } from './anchor.ts';
import { clean, cut } from './clean.ts';
import type { ReportContext, Reporter } from './reporter.ts';
import { isShown, policyName } from './shown.ts';
import { counts } from './text.ts';

/**
 * Workflow commands of GitHub Actions: annotations beside the lines of a pull request. Ignored and fixed findings are only
 * counted, in a notice at the end; a runner shows ten of each kind a step.
 */
export const github: Reporter = (polished, context) => {
  const open = polished.findings.filter((finding) => !finding.ignored && !finding.fixed && isShown(finding, context));
  const lines = open.map((finding) => annotation(finding, context));
  const total = counts(polished.summary);
  if (total !== '') lines.push(command('notice', { title: 'netpolish' }, total));
  return lines.map((line) => `${line}\n`).join('');
};

const KINDS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' };

const MAX_TITLE = 200;
const MAX_MESSAGE = 4000;

/** Without a `line` an annotation lands on the first one of its file: a template is named in the words instead. */
function annotation(finding: Finding, { cwd }: ReportContext): string {
  const { check, severity, message, help, location } = finding;
  const anchor = anchorOf(location, cwd);
  const title = cut(`${check}: ${policyName(finding)}`, MAX_TITLE);
  const place = anchor?.region === undefined ? `${placeWords(location, cwd)}: ` : '';
  const words = cut(`${place}${message}\nWrite: ${help}`, MAX_MESSAGE);
  return command(KINDS[severity], { ...placeOf(anchor), title }, words);
}

/** The end of a column is only shown within one line. */
function placeOf(anchor: Anchor | undefined): Readonly<Record<string, string>> {
  if (anchor?.region === undefined) return {};
  const { line, column, endLine, endColumn } = anchor.region;
  const columns = line === endLine ? { col: String(column), endColumn: String(endColumn) } : {};
  return { file: anchor.path, line: String(line), endLine: String(endLine), ...columns };
}

/** `::error file=a,line=1::message`, on one line: what would end a value or begin another command is encoded. */
function command(kind: string, properties: Readonly<Record<string, string>>, message: string): string {
  const list = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(value)}`);
  return `::${kind} ${list.join(',')}::${escapeData(message)}`;
}

/** As the toolkit of GitHub Actions does it (packages/core/src/command.ts), over text without control characters. */
function escapeData(text: string): string {
  return clean(text.replace(/\r\n?/g, '\n')).replace(/%/g, '%25').replace(/\n/g, '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
