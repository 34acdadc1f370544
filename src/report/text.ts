import { blocks, type Finding } from '../finding.ts';
import type { Polished } from '../pipeline/polish.ts';
import { cleanLine } from './clean.ts';
import { findingLines } from './finding-text.ts';
import { ignoredCount, ignoreNotes, refusedAnyway } from './ignore-text.ts';
import { mergeLines, unprovedLine } from './merge-text.ts';
import { plural } from './plural.ts';
import type { ReportContext, Reporter } from './reporter.ts';
import { isShown } from './shown.ts';
import { wayOut } from './way-out.ts';

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
    passedOverLine(polished),
    context.verbose ? polished.notes.map((note) => cleanLine(`note    ${note}`)) : [],
    totals(polished, context, stopped),
    blocking.length > 0 ? wayOut(blocking, context) : [],
  ];
}

const MAX_NAMED = 3;

/** Whoever can write a kustomization can call a policy a patch: that is never silent. */
function passedOverLine({ passedOver }: Polished): Paragraph {
  if (passedOver.length === 0) return [];
  const more = passedOver.length - MAX_NAMED;
  const names = [...passedOver.slice(0, MAX_NAMED), ...(more > 0 ? [`${more} more`] : [])].join(', ');
  return [cleanLine(`not judged, being patches: ${names} (check what \`kustomize build\` prints)`)];
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
