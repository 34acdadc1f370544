import { blocks, type Client, type Finding, isRefused, type Severity } from '../finding.ts';
import type { Polished } from '../pipeline/polish.ts';
import { clean, cleanLine } from './clean.ts';
import { underline } from './excerpt.ts';
import { ignoredCount, ignoredWords, ignoreNotes, refusedAnyway } from './ignore-text.ts';
import { mergeLines, unprovedLine } from './merge-text.ts';
import { plural } from './plural.ts';
import type { ReportContext, Reporter } from './reporter.ts';
import { isShown, policyName } from './shown.ts';

/** The clients as people know them. */
export const CLIENT_NAMES: Readonly<Record<Client, string>> = {
  helm3: 'Helm 3',
  helm4: 'Helm 4',
  kubectl: 'kubectl',
  kustomize: 'kustomize',
};
const COLOURS: Readonly<Record<Severity | 'quiet' | 'bold', string>> = {
  error: '31',
  warning: '33',
  info: '36',
  quiet: '2',
  bold: '1',
};

/** The report for people: what stopped, what it is, what each client does with it, what to write, the way out. */
export const text: Reporter = (polished, context) => {
  const blocking = polished.findings.filter((finding) => blocks(finding, context.failOn));
  const stopped = blocking.length > 0 && context.stopped !== undefined;
  return joined([
    stopped ? [headline(blocking, context)] : [],
    ...findingParagraphs(polished.findings, context, stopped),
    ...closing(polished, blocking, context, stopped),
  ]);
};

/** The same report of a run that stops nothing, told piece by piece: what each part of the inputs brought, then the rest. */
export function textStream(
  output: { readonly write: (text: string) => void },
  context: ReportContext,
): { readonly part: (polished: Polished) => void; readonly end: (polished: Polished) => void } {
  let isFirst = true;
  const tell = (text: string): void => {
    if (text === '') return;
    output.write(isFirst ? text : `\n${text}`);
    isFirst = false;
  };
  return {
    part: ({ findings }) => tell(joined(findingParagraphs(findings, context, false))),
    end: (polished) => {
      const blocking = polished.findings.filter((finding) => blocks(finding, context.failOn));
      tell(joined(closing(polished, blocking, context, false)));
    },
  };
}

type Paragraph = readonly string[];

function joined(paragraphs: readonly Paragraph[]): string {
  const filled = paragraphs.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return filled.length === 0 ? '' : `${filled.join('\n\n')}\n`;
}

function findingParagraphs(findings: readonly Finding[], context: ReportContext, stopped: boolean): Paragraph[] {
  const shown = findings.filter((finding) => isShown(finding, context));
  return shown.map((finding) => findingLines(finding, context, stopped));
}

function closing(
  polished: Polished,
  blocking: readonly Finding[],
  context: ReportContext,
  stopped: boolean,
): readonly Paragraph[] {
  return [
    stopped ? [] : polished.merges.flatMap((merge) => mergeLines(merge)),
    stopped ? [] : polished.unproved.map(unprovedLine),
    polished.unknownChecks.map((id) => cleanLine(`no such check: ${id}`)),
    ignoreNotes(polished.ignores),
    context.verbose ? polished.notes.map((note) => cleanLine(`note    ${note}`)) : [],
    totals(polished, context, stopped),
    blocking.length > 0 ? wayOut(blocking, context) : [],
  ];
}

/** One line for a terminal that sees nothing else: what was found, and where the rest is. */
export function oneLine({ summary }: Polished, reportFile: string | undefined): string {
  const rest =
    reportFile === undefined ? '--report-file FILE keeps the whole' : `all of it in ${cleanLine(reportFile)}`;
  return `netpolish: ${counts(summary) || 'nothing found'} (${rest})\n`;
}

function headline(blocking: readonly Finding[], { stopped }: ReportContext): string {
  const errors = blocking.filter((finding) => finding.severity === 'error').length;
  const found = [plural(errors, 'error'), plural(blocking.length - errors, 'warning')].filter((words) => words !== '');
  const calm =
    stopped === 'this release' ? ' Nothing was sent to the cluster; no revision was made.' : ' Nothing was handed on.';
  return `netpolish stopped ${stopped}: ${found.join(', ')}.${calm}`;
}

/** One finding as people read it, cut into lines; `stopped`: nothing was changed. */
export function findingLines(finding: Finding, context: ReportContext, stopped: boolean): string[] {
  const done = stopped || context.isPreview ? 'fixable' : 'fixed';
  const state = finding.fixed ? done : finding.ignored && ignoredWords(finding.ignored);
  const head = [
    paint(finding.severity + (state ? ` (${state})` : ''), finding.severity, context),
    paint(finding.check, 'bold', context),
    ` ${cleanLine(policyName(finding))} `,
    cleanLine(placeOf(finding)),
  ];
  if (finding.ignored && !context.verbose) return [head.join(' '), `  ${cleanLine(finding.caret)}`];
  return [
    head.join(' '),
    ...excerptLines(finding, context),
    ...clientLines(finding, context),
    ...indented(cleanLine(finding.effectText)),
    ...relatedLines(finding),
    ...indented(advice(finding, stopped || context.isPreview === true)),
    ...(finding.closes ?? []).flatMap((line) => indented(cleanLine(line))),
    ...later(finding, context),
  ];
}

function advice({ fixed, fix, help, template }: Finding, isOffer: boolean): string {
  const where = template === undefined ? '' : `; edit ${template}`;
  if (fixed) return `${isOffer ? 'Fix' : 'Fixed'}: ${fix?.message}${where}`;
  return `${help.startsWith('nothing') ? 'Do' : 'Write'}: ${help}`;
}

/** In a pipe only what would be refused is repaired: the rest is for those who can change what comes in. */
function later({ fix, fixed, ignored, effect, refusedBy }: Finding, { stopped, client }: ReportContext): string[] {
  if (stopped === undefined || fix === undefined || fixed || ignored) return [];
  return isRefused({ effect, refusedBy }, client) ? [] : indented(cleanLine(`\`netpolish fix\` can: ${fix.message}`));
}

/** Lines of a render are told as such; an item of a KRM list has none that a person could go to. */
function placeOf({ location: { file, source, origin, line, column, path } }: Pick<Finding, 'location'>): string {
  if (origin === 'resourceList') return path.slice(2).join('.');
  if (origin === 'file') return `${file}:${line}:${column}`;
  const where = file === '<stdin>' ? `rendered line ${line}` : `${file}:${line}:${column}`;
  return source === undefined ? where : `${source} (${where})`;
}

function excerptLines(finding: Finding, context: ReportContext): string[] {
  const caret = cleanLine(finding.caret);
  const drawn = underline(finding);
  if (drawn === undefined) return [`  ${caret}`];
  const { label, line, indent, marks } = drawn;
  return [
    `${paint(`${label} |`, 'quiet', context)} ${line}`,
    `${paint(`${' '.repeat(label.length)} |`, 'quiet', context)} ${indent}${paint(marks, 'error', context)} ${caret}`,
  ];
}

const MAX_RELATED = 3;

function relatedLines({ related, severity }: Finding): string[] {
  if (severity === 'info') return [];
  const lines = related.slice(0, MAX_RELATED).map((r) => `See ${placeOf(r)}: ${r.message}`);
  const more = related.length - MAX_RELATED;
  return [...lines, ...(more > 0 ? [`and ${more} more`] : [])].flatMap((line) => indented(cleanLine(line)));
}

function clientLines({ clients = {} }: Finding, { client }: ReportContext): string[] {
  const names = (Object.keys(CLIENT_NAMES) as Client[]).filter((name) => client === undefined || name === client);
  return names.flatMap((name) =>
    clients[name] === undefined ? [] : indented(cleanLine(`${CLIENT_NAMES[name]}: ${clients[name]}`)),
  );
}

function totals({ summary, findings }: Polished, { verbose, isPreview }: ReportContext, stopped: boolean): string[] {
  const done: string[] = [];
  if (summary.merged + summary.simplified > 0 && !stopped) {
    const others = plural(summary.documents - summary.policies, 'other document');
    const untouched = others === '' ? '' : `, ${others} byte for byte`;
    const simplified = summary.simplified > 0 ? `, ${summary.simplified} of them simplified` : '';
    const left = `${plural(summary.policies, 'polic')} -> ${summary.policies - summary.merged}`;
    done.push(`done    ${left}${simplified}${untouched}`);
  }
  const state = stopped || isPreview ? 'fixable' : 'fixed';
  const words = counts(stopped ? { ...summary, merged: 0, simplified: 0 } : summary, state);
  if (words === '') return done;
  const hidden = !verbose && findings.some((f) => f.severity === 'info' && f.policy !== null && !f.fixed && !f.ignored);
  const where = summary.policies === 0 ? ', no policy was judged' : ` in ${plural(summary.policies, 'polic')}`;
  return [...done, `${words}${where}${hidden ? ' (--verbose shows infos)' : ''}`, ...refusedAnyway(findings)];
}

/** `2 errors, 1 ignored`: what was found and done; '' for nothing. */
export function counts(
  { errors, warnings, infos, fixed, ignored, ignoredErrors, merged, simplified }: Polished['summary'],
  done = 'fixed',
): string {
  const words = [
    plural(errors, 'error'),
    plural(warnings, 'warning'),
    plural(infos, 'info'),
    fixed > 0 ? `${fixed} ${done}` : '',
    ignoredCount({ ignored, ignoredErrors }),
    merged > 0 ? `${merged} merged away` : '',
    simplified > 0 ? `${simplified} simplified` : '',
  ];
  return words.filter((word) => word !== '').join(', ');
}

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

function indented(paragraph: string): string[] {
  return clean(paragraph)
    .split('\n')
    .map((line) => `  ${line}`.trimEnd());
}

function paint(words: string, colour: keyof typeof COLOURS, { colour: on }: ReportContext): string {
  return on ? `\u001b[${COLOURS[colour]}m${words}\u001b[0m` : words;
}
