import type { ReportingDescriptor } from 'sarif';
import type { Severity } from '../finding.ts';
import { CATALOGUE, type CheckDescription, pageOf } from '../pipeline/catalogue.ts';
import { LEVELS } from './sarif-text.ts';

/** How sure and how grave GitHub shows a rule to be; an error of ours is a promise. */
const STANDING: Readonly<Record<Severity, { readonly precision: string; readonly 'problem.severity': string }>> = {
  error: { precision: 'very-high', 'problem.severity': 'error' },
  warning: { precision: 'high', 'problem.severity': 'warning' },
  info: { precision: 'medium', 'problem.severity': 'recommendation' },
};

/** What they find may let traffic in or out that nobody meant: GitHub ranks and blocks by that (security-severity, 0 to 10). */
const SECURITY: ReadonlySet<string> = new Set([
  'allow-all-rule',
  'dead-rules',
  'emptied-except',
  'emptied-label',
  'emptied-peer-selector',
  'emptied-peers',
  'emptied-pod-selector',
  'emptied-policy-types',
  'emptied-port',
  'emptied-ports',
  'emptied-rule',
  'no-default-deny',
  'not-enforced',
  'open-by-default',
  'peer-or-not-and',
  'select-all-pods',
  'unknown-field',
]);
const GRAVITY: Readonly<Record<Severity, string>> = { error: '8.0', warning: '5.5', info: '3.0' };

/** Every check as a rule, also those that found nothing: a report then says what was looked for. */
export const RULES: ReportingDescriptor[] = CATALOGUE.map(ruleOf);

/** The place of each rule in the list. */
export const RULE_INDEX: ReadonlyMap<string, number> = new Map(CATALOGUE.map(({ id }, index) => [id, index]));

function ruleOf({ id, severity, summary, help, precision }: CheckDescription): ReportingDescriptor {
  const isOff = severity === 'off';
  const loud = isOff ? 'info' : severity;
  const uri = pageOf(id);
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
    properties: {
      tags: ['kubernetes', 'networkpolicy', ...(SECURITY.has(id) ? ['security'] : [])],
      ...STANDING[loud],
      ...(SECURITY.has(id) && { 'security-severity': GRAVITY[loud] }),
    },
  };
}
