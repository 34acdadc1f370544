import type { Direction, LabelSelector, Peer, Rule } from '../policy/api.ts';
import { PEERS } from '../policy/api.ts';
import { NAMESPACE_NAME } from '../policy/certainty.ts';
import { canonicalSelector, describeSelector } from '../policy/selector.ts';
import { portSet } from '../traffic/ports.ts';
import { describePorts } from '../traffic/words.ts';

/** Whoever a rule without peers has. */
export const EVERYBODY = 'everybody';

/** Each peer of a rule in words; one word where it has none. `namespace` is the one of the policy. */
export function ruleWho(rule: Rule, direction: Direction, namespace: string): readonly string[] {
  const peers = rule[PEERS[direction]] ?? [];
  return peers.length === 0 ? [EVERYBODY] : peers.map((peer) => peerWho(peer, namespace));
}

/** The ports of a rule in words. */
export function rulePorts({ ports }: Rule): string {
  return describePorts(portSet(ports));
}

/** A peer in words: `pods app=web`, `every pod of namespaces team=a`, `10.0.0.0/8 but not 10.1.0.0/16`. */
export function peerWho({ ipBlock, podSelector, namespaceSelector }: Peer, namespace: string): string {
  if (ipBlock !== undefined) {
    const { cidr, except = [] } = ipBlock;
    return except.length === 0 ? cidr : `${cidr} but not ${except.join(', ')}`;
  }
  const pods = describeSelector(podSelector ?? {});
  const where =
    namespaceSelector === undefined
      ? namespace === ''
        ? 'its namespace'
        : `namespace ${namespace}`
      : namespacesOf(namespaceSelector);
  const impossible = [podSelector, namespaceSelector].some(
    (selector) => selector !== undefined && !canonicalSelector(selector).satisfiable,
  );
  const words = `${pods === '' ? 'every pod' : `pods ${pods}`} of ${where}`;
  return impossible ? `nobody (a selector that contradicts itself: ${words})` : words;
}

function namespacesOf(selector: LabelSelector): string {
  const words = describeSelector(selector);
  if (words === '') return 'every namespace';
  const { matchLabels = {}, matchExpressions = [] } = selector;
  const [[key, name] = [], ...more] = Object.entries(matchLabels);
  if (key === NAMESPACE_NAME && more.length === 0 && matchExpressions.length === 0) return `namespace ${name}`;
  const [one, ...others] = matchExpressions;
  const isList = one?.key === NAMESPACE_NAME && one.operator === 'In' && others.length === 0 && key === undefined;
  if (isList) return `namespace ${(one.values ?? []).join(' or ')}`;
  return `namespaces ${words}`;
}
