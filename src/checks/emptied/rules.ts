import { withoutPort, withoutRule } from './closing.ts';
import type { Row } from './row.ts';
import { isLeftEmpty, type Site, saysNothing } from './sites.ts';
import {
  describePeers,
  describePort,
  describePorts,
  EVERYBODY,
  NOBODY_COMPLAINS,
  opening,
  peersKey,
  peersOf,
  podsOf,
  portOf,
  ruleOf,
} from './words.ts';

/** A rule, its peers and its ports: what is emptied here opens. */
export const RULE_ROWS: readonly Row[] = [
  {
    check: 'emptied-rule',
    field: 'rule',
    shape: ['blank'],
    effect: 'opens',
    severity: 'error',
    what: 'the rule',
    is: 'blank: the API reads `{}`, which allows all',
    so: (site) => `${openingOf(site, 'every port and protocol', EVERYBODY)} ${NOBODY_COMPLAINS}`,
    write:
      'the rule, or delete its dash (nobody), or `- {}` if everybody is meant. No automatic fix: each changes traffic.',
    choice: withoutRule,
  },
  {
    check: 'emptied-rule',
    field: 'rule',
    shape: ['map'],
    when: ({ node, direction }) => node?.kind === 'map' && direction !== undefined && isLeftEmpty(node, direction),
    effect: 'opens',
    severity: ({ node }) => (node?.kind === 'map' && saysNothing(node) ? 'error' : 'error in a render'),
    what: 'the rule',
    is: ({ node }) => `left with nothing (${keysOf(node)}), which allows all`,
    so: (site) => `${openingOf(site, 'every port and protocol', EVERYBODY)} ${NOBODY_COMPLAINS}`,
    write:
      'what the rule should allow, or delete it (nobody), or `- {}` if everybody is meant. No automatic fix: each changes traffic.',
    choice: withoutRule,
  },
  {
    check: 'emptied-peers',
    field: 'peers',
    shape: ['blank', 'empty-list'],
    effect: 'opens',
    severity: ({ node }) => (node?.kind === 'null' ? 'error' : 'error in a render'),
    is: ({ node, direction }) =>
      `${node?.kind === 'null' ? 'blank' : 'empty'}: the API drops it and the rule lets ${direction === 'egress' ? 'them out to everybody' : 'everybody in'}`,
    so: (site) => `${openingOf(site, describePorts(ruleOf(site).ports), EVERYBODY)} ${NOBODY_COMPLAINS}`,
    write: (site) =>
      `peers under \`${peersKey(site)}\`, or delete the rule (nobody), or delete the key (everybody). No automatic fix: each changes traffic.`,
    choice: withoutRule,
  },
  {
    check: 'emptied-ports',
    field: 'ports',
    shape: ['blank', 'empty-list'],
    effect: 'opens',
    severity: ({ node }) => (node?.kind === 'null' ? 'error' : 'error in a render'),
    is: ({ node }) => `${node?.kind === 'null' ? 'blank' : 'empty'}: the API drops it and the rule opens every port`,
    so: (site) => `${openingOf(site, 'every port and protocol', describePeers(peersOf(site)))} ${NOBODY_COMPLAINS}`,
    write:
      'ports under the key, or delete the rule (no port), or delete the key (every port). No automatic fix: each changes traffic.',
    choice: withoutRule,
  },
  {
    check: 'emptied-ports',
    field: 'port item',
    shape: ['blank', 'empty-map'],
    effect: 'opens',
    severity: 'error',
    what: 'the port',
    is: 'empty: the API makes `protocol: TCP` of it, which is every TCP port and nothing else',
    so: (site) => `${openingOf(site, 'every TCP port', describePeers(peersOf(site)))} ${NOBODY_COMPLAINS}`,
    write: 'a port number or name, or delete the item.',
    choice: withoutPort,
  },
  {
    check: 'emptied-port',
    field: 'port',
    shape: ['blank'],
    when: ({ holder }) => isGiven(holder?.entries.get('endPort')?.value.kind),
    effect: 'rejected',
    severity: 'error',
    is: 'blank beside an endPort; the API refuses the policy',
    so: () => 'Answer 422: endPort may not be specified when `port` is not specified.',
    write: 'the first port of the range, or delete the whole item.',
  },
  {
    check: 'emptied-port',
    field: 'port',
    shape: ['blank'],
    effect: 'opens',
    severity: 'error',
    is: (site) => `blank: the API drops it and the item means ${describePort({ protocol: protocolOf(site) })}`,
    so: (site) =>
      `${openingOf(site, `every ${protocolOf(site)} port`, describePeers(peersOf(site)))} ${NOBODY_COMPLAINS}`,
    write: 'the port number or name, or delete the item.',
    choice: withoutPort,
  },
  {
    check: 'emptied-port',
    field: 'protocol',
    shape: ['blank'],
    effect: 'varies',
    severity: 'warning',
    is: 'blank: the API makes it TCP',
    so: (site) =>
      `Only ${describePort({ ...portOf(site), protocol: 'TCP' })} is allowed; if UDP or SCTP was meant, that traffic is lost.`,
    write: '`protocol: TCP`, UDP or SCTP, or delete the key where TCP is meant.',
  },
  {
    check: 'emptied-port',
    field: 'endPort',
    shape: ['blank'],
    when: ({ holder }) => isGiven(holder?.entries.get('port')?.value.kind),
    effect: 'closes',
    severity: 'warning',
    is: 'blank: the API drops it and one port of the range is left',
    so: (site) => `Only ${describePort(portOf(site))} is allowed.`,
    write: 'the last port of the range, or delete the key where one port is meant.',
  },
];

function openingOf(site: Site, ports: string, peers: string): string {
  return opening(site.direction ?? 'ingress', podsOf(site.policy), ports, peers);
}

function protocolOf(site: Site): string {
  return portOf(site).protocol;
}

function isGiven(kind: string | undefined): boolean {
  return kind !== undefined && kind !== 'null';
}

function keysOf(node: Site['node']): string {
  if (node?.kind !== 'map') return '';
  return [...node.entries]
    .map(([key, { value }]) => `\`${key}\` ${value.kind === 'null' ? 'blank' : 'empty'}`)
    .join(', ');
}
