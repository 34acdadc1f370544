import { namespaceOf } from '../../group/group.ts';
import { push } from '../../group/lists.ts';
import type { LabelSelector } from '../../policy/api.ts';
import { type Dns, type DnsProtocol, dnsAllowedBy } from '../../policy/dns.ts';
import { mayOverlap, requirementsOf } from '../../policy/overlap.ts';
import type { Policy } from '../../policy/policy.ts';
import { fixedLabels } from '../../policy/selector.ts';

/** Whether some policy of a namespace lets DNS out on one of these protocols, for pods that a selector may have too. */
export type MayHelp = (namespace: string, selector: LabelSelector, missing: ReadonlySet<DnsProtocol>) => boolean;

/** Helpers of one namespace whose selectors ask for the same keys. */
type Alike = {
  readonly keys: ReadonlySet<string>;
  readonly allowed: ReadonlySet<DnsProtocol>;
  readonly selectors: LabelSelector[];
  /** By each label that they fix. */
  readonly byLabel: Map<string, LabelSelector[]>;
  /** Those that leave open the value of some key. */
  readonly open: LabelSelector[];
};

/** Looks the helpers among some policies up by label: groups and helpers may be thousands each. */
export function helpersAmong(policies: readonly Policy[], dns: Dns, releaseNamespace: string): MayHelp {
  const namespaces = new Map<string, Map<string, Alike>>();
  for (const policy of policies) {
    const namespace = namespaceOf(policy, releaseNamespace);
    const allowed = dnsAllowedBy(policy.spec.egress ?? [], namespace, dns);
    if (allowed.size === 0) continue;
    const there = namespaces.get(namespace) ?? new Map<string, Alike>();
    namespaces.set(namespace, there);
    add(there, policy.spec.podSelector, allowed);
  }
  return (namespace, selector, missing) => {
    const near = namespace === '' ? [...namespaces.values()] : [namespaces.get(namespace), namespaces.get('')];
    return near
      .flatMap((there) => [...(there?.values() ?? [])])
      .some((alike) => [...missing].some((protocol) => alike.allowed.has(protocol)) && mayMeet(selector, alike));
  };
}

function add(there: Map<string, Alike>, selector: LabelSelector, allowed: ReadonlySet<DnsProtocol>): void {
  const keys = keysOf(selector);
  const key = JSON.stringify([[...keys].sort(), [...allowed].sort()]);
  const alike: Alike = there.get(key) ?? { keys, allowed, selectors: [], byLabel: new Map(), open: [] };
  there.set(key, alike);
  alike.selectors.push(selector);
  const fixed = fixedLabels(selector);
  for (const label of fixed) push(alike.byLabel, label, selector);
  if (fixed.length < keys.size) alike.open.push(selector);
}

function keysOf(selector: LabelSelector): ReadonlySet<string> {
  return new Set(requirementsOf(selector).map(({ key }) => key));
}

/** Two selectors that each name an application, by different labels, are hardly ever about the same pods. */
function mayMeet(selector: LabelSelector, alike: Alike): boolean {
  const keys = [...keysOf(selector)];
  const isApart = keys.some(namesApp) && [...alike.keys].some(namesApp) && !keys.some((key) => alike.keys.has(key));
  return !isApart && candidates(selector, alike).some((other) => mayOverlap(other, selector));
}

function namesApp(key: string): boolean {
  return /^(app|run|name|k8s-app|app\.kubernetes\.io\/(name|instance))$/.test(key);
}

/** Of a key that both fix, only the same value goes together. */
function candidates(selector: LabelSelector, { keys, selectors, byLabel, open }: Alike): readonly LabelSelector[] {
  const shared = fixedLabels(selector).filter((label) => keys.has(keyIn(label)));
  return shared
    .map((label) => [...(byLabel.get(label) ?? []), ...open])
    .reduce((shortest, list) => (list.length < shortest.length ? list : shortest), selectors);
}

function keyIn(label: string): string {
  const [key]: readonly string[] = JSON.parse(label);
  return key ?? '';
}
