/** The objects of a render: policies as templates empty them, what stands beside them, and lists of both. */
import type { Dice } from './dice.ts';
import { disturbed, list, map, type Tree } from './trees.ts';
import { hostileName, name, scalar } from './words.ts';

/** No report may ever tell it: it stands in Secrets and in what else is not ours. */
export const SECRET = 'hunter2-Zm9vYmFy';

/** A NetworkPolicy, about half of them with faults. */
export function policy(dice: Dice): Tree {
  const rarely = dice.pick([1_000_000, 40, 12]);
  return disturbed(
    map({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: metadata(dice), spec: spec(dice) }),
    dice,
    rarely,
  );
}

function metadata(dice: Dice): Tree {
  return map({
    name: name(dice),
    namespace: dice.once(3) ? undefined : name(dice),
    labels: dice.once(4) ? map({ [name(dice)]: name(dice) }) : undefined,
    annotations: dice.once(4) ? annotations(dice) : undefined,
  });
}

function annotations(dice: Dice): Tree {
  const key = dice.pick([
    'netpolish.dev/ignore',
    'helm.sh/hook',
    'config.kubernetes.io/path',
    'internal.config.kubernetes.io/path',
    'internal.config.kubernetes.io/index',
    'config.kubernetes.io/index',
    'note',
  ]);
  const value = dice.pick([
    '"*: all"',
    'emptied-peers',
    '"emptied-peers=why until 2026-01-01"',
    '../../../etc/passwd',
    '"0"',
  ]);
  return map({ [key]: dice.once(3) ? JSON.stringify(hostileName(dice)) : dice.once(4) ? scalar(dice) : value });
}

function spec(dice: Dice): Tree {
  return map({
    podSelector: selector(dice),
    policyTypes: dice.pick([
      undefined,
      list([{ text: 'Ingress' }]),
      list([{ text: 'Ingress' }, { text: 'Egress' }]),
      list([]),
    ]),
    ingress: dice.once(3) ? undefined : rules(dice, 'from'),
    egress: dice.once(2) ? undefined : rules(dice, 'to'),
  });
}

function selector(dice: Dice): Tree {
  if (dice.once(3)) return map({});
  const keys: readonly [string, ...string[]] = ['app', 'tier', 'app'];
  const expression = map({
    key: dice.pick(keys),
    operator: dice.pick(['In', 'NotIn', 'Exists', 'DoesNotExist']),
    values: dice.once(2) ? undefined : list([{ text: name(dice) }]),
  });
  return map({
    matchLabels: dice.once(5)
      ? undefined
      : map({ [dice.pick(keys)]: dice.pick(['web', 'db', '"1"', '""', 'null', 'no']) }),
    matchExpressions: dice.once(4) ? list([expression]) : undefined,
  });
}

function rules(dice: Dice, peers: 'from' | 'to'): Tree {
  return list(
    dice.some(0, 2, () =>
      map({
        [peers]: dice.once(4) ? undefined : list(dice.some(0, 2, () => peer(dice))),
        ports: dice.once(3) ? undefined : list(dice.some(0, 2, () => port(dice))),
      }),
    ),
  );
}

function peer(dice: Dice): Tree {
  const block = map({
    cidr: dice.pick(['10.0.0.0/8', '0.0.0.0/0', '::/0', '10.0.0.1/8', '"10.0.0.0/33"']),
    except: dice.once(2) ? undefined : list([{ text: dice.pick(['10.1.0.0/16', '10.0.0.0/8', '::1/128']) }]),
  });
  return dice.pick([
    map({ podSelector: selector(dice) }),
    map({ namespaceSelector: selector(dice) }),
    map({ namespaceSelector: selector(dice), podSelector: selector(dice) }),
    map({ ipBlock: block }),
  ]);
}

function port(dice: Dice): Tree {
  return map({
    port: dice.pick([undefined, '80', '53', 'http', '"80"', '8000']),
    protocol: dice.pick([undefined, 'TCP', 'UDP', 'SCTP', 'tcp']),
    endPort: dice.once(6) ? dice.pick(['90', '8090', '1']) : undefined,
  });
}

/** What is none of our business, most of it with a secret in it. */
export function stranger(dice: Dice): Tree {
  const meta = map({ name: name(dice), namespace: dice.once(2) ? undefined : 'shop' });
  const pods = map({
    metadata: map({ labels: map({ app: dice.pick(['web', 'db', '"1"']) }) }),
    spec: map({
      containers: list([map({ name: 'c', ports: list([port(dice)]), env: list([map({ name: 'P', value: SECRET })]) })]),
    }),
  });
  const made: readonly [Tree, ...Tree[]] = [
    map({ apiVersion: 'v1', kind: 'Secret', metadata: meta, stringData: map({ password: SECRET }) }),
    map({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: meta,
      data: map({ [name(dice)]: `|\n    kind: NetworkPolicy\n    key: ${SECRET}\n` }),
    }),
    map({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: meta,
      spec: map({ selector: selector(dice), template: pods }),
    }),
    map({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: meta,
      spec: map({ selector: map({ app: 'web' }), ports: list([port(dice)]) }),
    }),
    map({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: map({ name: name(dice), labels: map({ [name(dice)]: name(dice) }) }),
    }),
    map({
      apiVersion: 'projectcalico.org/v3',
      kind: 'NetworkPolicy',
      metadata: meta,
      spec: map({ selector: `"app == 'web'"` }),
    }),
    map({
      apiVersion: 'cilium.io/v2',
      kind: 'CiliumNetworkPolicy',
      metadata: meta,
      spec: map({ endpointSelector: selector(dice) }),
    }),
    map({ apiVersion: 'v1', kind: name(dice), metadata: meta, [name(dice)]: scalar(dice) }),
  ];
  const one = dice.pick(made);
  return dice.once(4) ? disturbed(one, dice, 15) : one;
}

/** One of the lists that clients unwrap, or a host's. */
export function listOf(
  items: readonly Tree[],
  kind: 'List' | 'NetworkPolicyList' | 'ResourceList',
  config?: Tree,
): Tree {
  const apiVersion =
    kind === 'List' ? 'v1' : kind === 'ResourceList' ? 'config.kubernetes.io/v1' : 'networking.k8s.io/v1';
  return map({ apiVersion, kind, items: list(items), functionConfig: config });
}
