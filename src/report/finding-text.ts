import { type Client, type Finding, isRefused, type Severity } from '../finding.ts';
import { clean, cleanLine, cut } from './clean.ts';
import { underline } from './excerpt.ts';
import { ignoredWords } from './ignore-text.ts';
import type { ReportContext } from './reporter.ts';
import { policyName } from './shown.ts';

/** The clients as people know them. */
export const CLIENT_NAMES: Readonly<Record<Client, string>> = {
  helm3: 'Helm 3',
  helm4: 'Helm 4',
  kubectl: 'kubectl',
  kustomize: 'kustomize',
};
const COLOURS: Readonly<Record<Severity | 'quiet' | 'bold' | 'added', string>> = {
  error: '31',
  warning: '33',
  info: '36',
  quiet: '2',
  bold: '1',
  added: '32',
};

/** One finding as people read it, cut into lines; `stopped`: nothing was changed. */
export function findingLines(finding: Finding, context: ReportContext, stopped: boolean): string[] {
  const done = stopped || context.isPreview ? 'fixable' : 'fixed';
  const state = finding.fixed ? done : finding.ignored && ignoredWords(finding.ignored);
  const head = headLine(finding, state || '', placeOf(finding), context);
  if (finding.ignored && !context.verbose) return [head, `  ${oneLineOf(finding.caret)}`];
  return [
    head,
    ...excerptLines(finding, context),
    ...clientLines(finding, context),
    ...indented(cleanLine(finding.effectText)),
    ...relatedLines(finding),
    ...indented(advice(finding, stopped || context.isPreview === true)),
    ...(finding.closes ?? []).flatMap((line) => indented(cleanLine(line))),
    ...later(finding, context),
  ];
}

/** The line above a finding: how loud, which check, which policy, where. */
export function headLine(
  finding: Pick<Finding, 'severity' | 'check' | 'policy'>,
  state: string,
  place: string,
  context: Pick<ReportContext, 'colour'>,
): string {
  const { severity, check } = finding;
  return [
    paint(oneLineOf(severity + (state === '' ? '' : ` (${state})`)), severity, context),
    paint(check, 'bold', context),
    ` ${oneLineOf(policyName(finding))} `,
    oneLineOf(place),
  ].join(' ');
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

/** The line that is meant, with a caret below. */
export function excerptLines(finding: Finding, context: ReportContext): string[] {
  const caret = oneLineOf(finding.caret);
  const drawn = underline(finding);
  if (drawn === undefined) return [`  ${caret}`];
  const { label, line, indent, marks } = drawn;
  return [
    `${paint(`${label} |`, 'quiet', context)} ${line}`,
    `${paint(`${' '.repeat(label.length)} |`, 'quiet', context)} ${indent}${paint(marks, 'error', context)} ${caret}`,
  ];
}

const MAX_RELATED = 3;

/** Other places, the first of them. */
export function relatedLines({ related, severity }: Finding): string[] {
  if (severity === 'info') return [];
  const lines = related.slice(0, MAX_RELATED).map((r) => `See ${placeOf(r)}: ${r.message}`);
  const more = related.length - MAX_RELATED;
  return [...lines, ...(more > 0 ? [`and ${more} more`] : [])].flatMap((line) => indented(cleanLine(line)));
}

/** What each client does with it, or the one that is at hand. */
export function clientLines({ clients = {} }: Finding, { client }: ReportContext): string[] {
  const names = (Object.keys(CLIENT_NAMES) as Client[]).filter((name) => client === undefined || name === client);
  return names.flatMap((name) =>
    clients[name] === undefined ? [] : indented(cleanLine(`${CLIENT_NAMES[name]}: ${clients[name]}`)),
  );
}

/** A paragraph as lines below a head. */
export function indented(paragraph: string): string[] {
  return clean(paragraph)
    .split('\n')
    .map((line) => `  ${cut(line, MAX_LINE)}`.trimEnd());
}

/** Names and values of the input are quoted in full, and may be as long as it is: machines get all of them. */
const MAX_LINE = 2000;

function oneLineOf(words: string): string {
  return cleanLine(cut(words, MAX_LINE));
}

/** Words in a colour, where colours are on. */
export function paint(
  words: string,
  colour: keyof typeof COLOURS,
  { colour: on }: Pick<ReportContext, 'colour'>,
): string {
  return on ? `\u001b[${COLOURS[colour]}m${words}\u001b[0m` : words;
}
