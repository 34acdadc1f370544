import type { ReportingDescriptor } from 'sarif';
import type { Severity } from '../finding.ts';
import { CATALOGUE, type CheckDescription } from '../pipeline/catalogue.ts';
import { VERSION } from '../version.ts';
import { LEVELS } from './sarif-text.ts';

/** Where a check is explained with examples, as it was when this version was made. */
function helpUri(id: string): string {
  return `https://github.com/netpolish/netpolish/blob/v${VERSION}/docs/checks.md#${id}`;
}

/** How sure and how grave GitHub shows a rule to be; an error of ours is a promise. */
const STANDING: Readonly<Record<Severity, { readonly precision: string; readonly 'problem.severity': string }>> = {
  error: { precision: 'very-high', 'problem.severity': 'error' },
  warning: { precision: 'high', 'problem.severity': 'warning' },
  info: { precision: 'medium', 'problem.severity': 'recommendation' },
};

/** Every check as a rule, also those that found nothing: a report then says what was looked for. */
export const RULES: ReportingDescriptor[] = CATALOGUE.map(ruleOf);

/** The place of each rule in the list. */
export const RULE_INDEX: ReadonlyMap<string, number> = new Map(CATALOGUE.map(({ id }, index) => [id, index]));

function ruleOf({ id, severity, summary, help, precision }: CheckDescription): ReportingDescriptor {
  const isOff = severity === 'off';
  const loud = isOff ? 'info' : severity;
  const uri = helpUri(id);
  return {
    id,
    name: id.replace(/(?:^|[^A-Za-z0-9])([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: summary },
    fullDescription: { text: help },
    help: {
      text: `${help}\n\nHow often it is right: ${precision}\n\n${uri}`,
      markdown: `${help}\n\n**How often it is right**: ${precision}\n\n[Examples, and what to write](${uri})`,
    },
    helpUri: uri,
    defaultConfiguration: { level: LEVELS[loud], ...(isOff && { enabled: false }) },
    properties: { tags: ['kubernetes', 'networkpolicy'], ...STANDING[loud] },
  };
}
