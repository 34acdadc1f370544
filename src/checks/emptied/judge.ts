import type { Severity } from '../../finding.ts';
import type { Node } from '../../manifest/tree.ts';
import { POLICY_TYPE } from '../../policy/api.ts';
import { isolates, type Policy } from '../../policy/policy.ts';
import type { Context, Report } from '../check.ts';
import { type Treatment, treatmentBy } from '../cni/dead.ts';
import { meaningsIn } from '../unknown/place.ts';
import { isLeftover } from './direction.ts';
import type { Loudness, Row } from './row.ts';
import { shapeOf } from './shape.ts';
import { type FieldName, type Site, sitesOf } from './sites.ts';
import { TABLE } from './table.ts';

/** Judges one policy by the rows of the table that belong to one check. */
export function judge(check: string): (policy: Policy, context: Context) => Iterable<Report> {
  return function* (policy, context) {
    for (const { row, site } of verdictsOn(policy, context))
      if (row.check === check) yield reportOf(row, site, context);
  };
}

type Verdict = { readonly row: Row; readonly site: Site };

/** Eleven checks ask about the same sites: a policy is walked once. */
const verdicts = new WeakMap<Policy, readonly Verdict[]>();

const ROWS_BY_FIELD: ReadonlyMap<string, readonly Row[]> = byField(TABLE);

function verdictsOn(policy: Policy, context: Context): readonly Verdict[] {
  const known = verdicts.get(policy);
  if (known !== undefined) return known;
  const found: Verdict[] = [];
  for (const site of sitesOf(policy, isSpokenOf)) {
    const row = rowFor(site, context);
    if (row !== undefined) found.push({ row, site });
  }
  verdicts.set(policy, found);
  return found;
}

function isSpokenOf(field: FieldName, node: Node | undefined): boolean {
  return ROWS_BY_FIELD.get(field)?.some(({ shape }) => shape.includes(shapeOf(node))) ?? false;
}

function rowFor(site: Site, context: Context): Row | undefined {
  if (isLeftover(site) || isBeside(site)) return undefined;
  const shape = shapeOf(site.node);
  return ROWS_BY_FIELD.get(site.field)?.find(
    (row) => row.shape.includes(shape) && (row.when === undefined || row.when(site, context)),
  );
}

/** What is blank or missing because it stands beside it, misspelt or at the wrong depth, is told there. */
function isBeside({ policy, path, node }: Site): boolean {
  if (policy.unknown.length === 0 || (node !== undefined && node.kind !== 'null')) return false;
  const key = String(path.at(-1));
  const meant = meaningsIn(policy.root, policy.unknown, path.slice(0, -1)).some(({ into }) => into.includes(key));
  if (meant || path.length !== 2) return meant;
  return meaningsIn(policy.root, policy.unknown, []).some(({ home, field }) => home === 'spec' && field === key);
}

function reportOf(row: Row, site: Site, context: Context): Report {
  const say = <T>(words: T | ((site: Site, context: Context) => T)): T =>
    words instanceof Function ? words(site, context) : words;
  const clients = row.clients?.(site, context);
  const fix = row.fix?.(site, context);
  const effect = say(row.effect);
  const so = row.so(site, context);
  const severity = severityOf(say(row.severity), site.policy);
  const isDead = effect !== 'rejected' && inDeadRule(site);
  // What only warns may be meant, and a rule that does nothing by the API has nothing to close.
  const choice = severity === 'error' && !isDead ? row.choice?.(site) : undefined;
  return {
    subject: site.policy,
    path: site.path,
    ...(pointsAtKey(site) && { at: 'key' as const }),
    is: say(row.is),
    ...(row.what !== undefined && { what: say(row.what) }),
    ...(isDead
      ? inDeadRules(site, { severity, effect, so }, treatmentBy(context.stream.cni))
      : { severity, effect, so }),
    help: say(row.write),
    ...(clients !== undefined && { clients }),
    ...(row.related !== undefined && { related: row.related(site, context) }),
    ...(fix !== undefined && { fix }),
    ...(choice !== undefined && { choice }),
  };
}

function severityOf(loudness: Loudness, { templated }: Policy): Severity {
  if (loudness !== 'error in a render') return loudness;
  return templated ? 'error' : 'warning';
}

/** What is blank or missing cannot be underlined itself. */
function pointsAtKey({ node }: Site): boolean {
  return node === undefined || (node.kind === 'null' && node.written === '');
}

/** A rule of a direction that policyTypes does not list does nothing on most CNIs (semantics 6.1). */
function inDeadRule({ direction, rule, policy }: Site): boolean {
  return rule !== undefined && direction !== undefined && !isolates(policy.spec, direction);
}

type Told = Pick<Report, 'severity' | 'effect' | 'so'>;

/** What the plugin of the cluster makes of it, or what most do where nobody knows which it is. */
function inDeadRules({ direction = 'ingress' }: Site, told: Told, treatment: Treatment | undefined): Told {
  const { severity, so } = told;
  const unlisted = `policyTypes does not list ${POLICY_TYPE[direction]}`;
  const quieter = severity === 'error' ? 'warning' : severity;
  switch (treatment?.does) {
    case 'enforced':
      return { ...told, so: `${unlisted}, and ${treatment.name} enforces the rule all the same: ${so}` };
    case 'ignored':
      return {
        severity: 'info',
        effect: 'ignored',
        so: `${unlisted}, and ${treatment.name} ignores the rule. Once the direction is listed: ${so}`,
      };
    case 'added':
      return {
        severity: quieter,
        effect: 'varies',
        so: `${unlisted}: with ${treatment.name} the rule counts where other policies isolate the pods, and there: ${so}`,
      };
    default:
      return {
        severity: quieter,
        effect: 'varies',
        so: `${unlisted}: most CNIs ignore the rule, Cilium, Antrea and AWS enforce it, and there: ${so}`,
      };
  }
}

function byField(rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  const fields = new Map<string, Row[]>();
  for (const row of rows) {
    const known = fields.get(row.field);
    if (known === undefined) fields.set(row.field, [row]);
    else known.push(row);
  }
  return fields;
}
