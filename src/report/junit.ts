import { blocks, type Finding } from '../finding.ts';
import type { JudgedPolicy, Polished } from '../pipeline/polish.ts';
import { anchorOf, STANDARD_INPUT } from './anchor.ts';
import { cleanLine, cut } from './clean.ts';
import { findingLines } from './finding-text.ts';
import type { ReportContext, Reporter } from './reporter.ts';
import { isShown, policyName } from './shown.ts';
import { type Element, writeXml } from './xml.ts';

/** A policy as a test: the findings decide how it ended. */
type Case = { readonly suite: string; readonly place: string; readonly name: string; readonly findings: Finding[] };

/**
 * JUnit's XML as Jenkins defines it (dtkit, junit-4.xsd) and every CI reads it. A file or render is a suite, a policy in it a
 * test: such a test exists in every run, so that a CI can tell since when it fails, and what passed can be seen. What blocks
 * fails it, and where all that was found is ignored it was skipped; the rest is its output.
 */
export const junit: Reporter = (polished, context) => {
  const suites = suitesOf(casesOf(polished, context));
  const elements = [...suites].map(([name, cases]) => suiteElement(name, cases, context));
  return writeXml({
    name: 'testsuites',
    attributes: {
      name: 'netpolish',
      tests: total(elements, 'tests'),
      failures: total(elements, 'failures'),
      errors: 0,
    },
    children: elements.length > 0 ? elements : [NOTHING],
  });
};

/** Jenkins fails on a report without any test. */
const NOTHING: Element = {
  name: 'testsuite',
  attributes: { name: 'netpolish', tests: 1, failures: 0, errors: 0, skipped: 1, time: 0 },
  children: [
    {
      name: 'testcase',
      attributes: { classname: 'netpolish', name: 'no policy was judged', time: 0 },
      children: [{ name: 'skipped', attributes: {}, children: 'no document of the input is a NetworkPolicy' }],
    },
  ],
};

function casesOf({ judged, findings }: Polished, context: ReportContext): readonly Case[] {
  const cases = new Map<string, Case>();
  const caseOf = (one: Pick<Finding, 'policy'> & Pick<JudgedPolicy, 'location'>): Case => {
    const { file, source = '', item } = one.location;
    const name = one.policy === null ? 'the file as a whole' : policyName(one);
    const key = JSON.stringify([file, source, item?.path, name]);
    const suite = file === STANDARD_INPUT ? file : (anchorOf({ file }, context.cwd)?.path ?? file);
    const place = source || (item?.path ?? suite);
    const found = cases.get(key) ?? { suite, place, name, findings: [] };
    cases.set(key, found);
    return found;
  };
  for (const policy of judged()) caseOf(policy);
  for (const finding of findings) {
    const isQuiet = !isShown(finding, context) && !blocks(finding, context.failOn);
    if (!isQuiet) caseOf(finding).findings.push(finding);
  }
  return [...cases.values()];
}

function suitesOf(cases: readonly Case[]): ReadonlyMap<string, readonly Case[]> {
  const suites = new Map<string, Case[]>();
  for (const one of cases) {
    const suite = suites.get(one.suite);
    if (suite === undefined) suites.set(one.suite, [one]);
    else suite.push(one);
  }
  return suites;
}

function suiteElement(name: string, cases: readonly Case[], context: ReportContext): Element {
  const children = cases.map((one) => caseElement(one, context));
  const count = (kind: string): number => children.filter(({ children: [first] }) => isNamed(first, kind)).length;
  return {
    name: 'testsuite',
    attributes: {
      name: short(name),
      tests: cases.length,
      failures: count('failure'),
      errors: 0,
      skipped: count('skipped'),
      time: 0,
    },
    children,
  };
}

function isNamed(element: Element | string | undefined, name: string): boolean {
  return typeof element === 'object' && element.name === name;
}

/** Readers take one failure of a test and drop the others: it holds all of them. */
function caseElement({ place, name, findings }: Case, context: ReportContext): Element {
  const blocking = findings.filter((finding) => blocks(finding, context.failOn));
  const ignored = findings.filter((finding) => finding.ignored !== undefined);
  const others = findings.filter((finding) => finding.ignored === undefined && !blocks(finding, context.failOn));
  const children: Element[] = [];
  if (blocking.length > 0) children.push(failure(blocking, context));
  else if (ignored.length > 0 && others.length === 0) children.push(skipped(ignored));
  const output = [...others, ...(children[0]?.name === 'skipped' ? [] : ignored)];
  if (output.length > 0) children.push({ name: 'system-out', attributes: {}, children: told(output, context) });
  return { name: 'testcase', attributes: { classname: short(place), name: short(name), time: 0 }, children };
}

function failure(blocking: readonly Finding[], context: ReportContext): Element {
  const [first] = blocking;
  const more = blocking.length > 1 ? ` (and ${blocking.length - 1} more)` : '';
  const type = [...new Set(blocking.map(({ check }) => check))].join(', ');
  const message = `${cleanLine(cut(first?.message ?? '', MAX_TEXT))}${more}`;
  return { name: 'failure', attributes: { type, message }, children: told(blocking, context) };
}

function skipped(ignored: readonly Finding[]): Element {
  const words = ignored.map(({ check, ignored: why }) => {
    const reason = why?.reason === undefined ? '' : `: ${why.reason}`;
    return `${check} is ignored (${why?.by})${reason}`;
  });
  return { name: 'skipped', attributes: {}, children: words.map((word) => cleanLine(cut(word, MAX_TEXT))).join('\n') };
}

function told(findings: readonly Finding[], context: ReportContext): string {
  const plain = { ...context, colour: false };
  return findings
    .map((finding) =>
      findingLines(finding, plain, false)
        .map((line) => cut(line, MAX_TEXT))
        .join('\n'),
    )
    .join('\n\n');
}

const MAX_TEXT = 2000;

function short(name: string): string {
  return cleanLine(cut(name, 300));
}

function total(suites: readonly Element[], attribute: string): number {
  if (suites.length === 0) return Number(NOTHING.attributes[attribute]);
  return suites.reduce((sum, { attributes }) => sum + Number(attributes[attribute]), 0);
}
