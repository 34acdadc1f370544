import type { Path } from '../../finding.ts';
import { push } from '../../group/lists.ts';
import { type Node, nodeAt } from '../../manifest/tree.ts';
import { DIRECTIONS, type Direction, PEERS } from '../../policy/api.ts';
import { nearWord, sameWord } from '../../spelling.ts';

/** The structs of a NetworkPolicy, by what they are. */
type Level =
  | 'object'
  | 'metadata'
  | 'spec'
  | 'rule'
  | 'port'
  | 'peer'
  | 'selector'
  | 'requirement'
  | 'ipBlock'
  | 'label';

/** What an unknown field was probably meant to be. */
export type Meaning = {
  /** The field that the API knows. */
  readonly field: string;
  /** Where the API knows it. */
  readonly home: Level;
  /** It stands in its place and is only misspelt. */
  readonly misspelt: boolean;
  /** Its place in words, to be read behind "it belongs": `in an item of `from``. */
  readonly where: string;
  /** The fields beside it that it is, or belongs into: what is blank there is the same fault. */
  readonly into: readonly string[];
};

const FIELDS: Readonly<Record<Exclude<Level, 'label'>, readonly string[]>> = {
  object: ['apiVersion', 'kind', 'metadata', 'spec'],
  metadata: ['name', 'namespace', 'labels', 'annotations', 'generateName', 'finalizers', 'ownerReferences'],
  spec: ['podSelector', 'policyTypes', 'ingress', 'egress'],
  rule: ['from', 'to', 'ports'],
  peer: ['podSelector', 'namespaceSelector', 'ipBlock'],
  port: ['port', 'protocol', 'endPort'],
  selector: ['matchLabels', 'matchExpressions'],
  requirement: ['key', 'operator', 'values'],
  ipBlock: ['cidr', 'except'],
};

/** Where a name is looked for that is unknown where it stands; `podSelector` is a peer's inside of rules. */
const SEARCHED = ['peer', 'spec', 'rule', 'port', 'selector', 'ipBlock', 'requirement', 'metadata', 'object'] as const;

const OUTSIDE_RULES = ['spec', ...SEARCHED.filter((home) => home !== 'spec')] as const;

/** The struct that holds what stands under a path, or undefined inside of what the API takes as it comes. */
function levelOf(holder: Path): Exclude<Level, 'label'> | undefined {
  if (holder.length === 0) return 'object';
  const [last, above] = [holder.at(-1), holder.at(-2)];
  if (holder.length === 1) return last === 'metadata' || last === 'spec' ? last : undefined;
  if (holder[0] !== 'spec') return undefined;
  if (typeof last === 'number') {
    if (above === 'ports') return 'port';
    if (above === 'matchExpressions') return 'requirement';
    return above === 'from' || above === 'to' ? 'peer' : 'rule';
  }
  return last === 'ipBlock' ? 'ipBlock' : 'selector';
}

/** The direction whose rules a path leads into. */
export function directionOf(path: Path): Direction | undefined {
  return path.length > 2 ? DIRECTIONS.find((direction) => direction === path[1]) : undefined;
}

/** What an unknown field was probably meant to be, or undefined where nobody can tell. */
export function meaningOf(root: Node, path: Path): Meaning | undefined {
  const key = String(path.at(-1));
  const level = levelOf(path.slice(0, -1));
  if (level === undefined) return undefined;
  const direction = directionOf(path);
  const value = nodeAt(root, path);
  const own = FIELDS[level].filter((name) => level !== 'rule' || !isOtherPeers(name, direction));
  if (level === 'peer' && /^namespaces?$/.test(key)) return misspelling('namespaceSelector', level);
  if (level === 'selector' && key === 'labels') return misspelling('matchLabels', level);
  if (level === 'rule' && key === 'port' && value?.kind === 'list') return misspelling('ports', level);
  if (level === 'port' && isPortWord(key) && value?.kind !== 'list' && value?.kind !== 'map')
    return misspelling('port', level);
  const same = sameWord(key, own);
  if (same !== undefined) return misspelling(same, level);
  const elsewhere = homeOf(key, level, direction, sameWord);
  if (elsewhere !== undefined) return elsewhere;
  const near = nearWord(key, own);
  if (near !== undefined) return misspelling(near, level);
  if (level === 'selector' && value?.kind === 'string') {
    return { field: key, home: 'label', misspelt: false, where: 'in `matchLabels`', into: ['matchLabels'] };
  }
  return key.length < 6 ? undefined : homeOf(key, level, direction, nearWord);
}

/** As Pods and Services call it. */
function isPortWord(key: string): boolean {
  return /^(containerPort|targetPort|hostPort|nodePort|portNumber|ports|number)$/.test(key);
}

const meanings = new WeakMap<Node, ReadonlyMap<string, readonly Meaning[]>>();

/** What the unknown fields of one holder were probably meant to be; those of a policy are looked at once. */
export function meaningsIn(root: Node, unknown: readonly Path[], holder: Path): readonly Meaning[] {
  const known = meanings.get(root) ?? byHolder(root, unknown);
  meanings.set(root, known);
  return known.get(JSON.stringify(holder)) ?? [];
}

function byHolder(root: Node, unknown: readonly Path[]): ReadonlyMap<string, readonly Meaning[]> {
  const holders = new Map<string, Meaning[]>();
  for (const path of unknown) {
    const meaning = meaningOf(root, path);
    if (meaning === undefined) continue;
    push(holders, JSON.stringify(path.slice(0, -1)), meaning);
  }
  return holders;
}

/** Whether a field is one of the spec's, or was meant to be: without it the policy allows or isolates something else. */
export function isOfSpec(path: Path, meaning: Meaning | undefined): boolean {
  if (path[0] === 'spec') return true;
  if (meaning === undefined) return false;
  return meaning.home === 'object' ? meaning.field === 'spec' : meaning.home !== 'metadata';
}

function isOtherPeers(name: string, direction: Direction | undefined): boolean {
  return direction !== undefined && (name === 'from' || name === 'to') && name !== PEERS[direction];
}

function misspelling(field: string, home: Level): Meaning {
  return { field, home, misspelt: true, where: 'here', into: [field] };
}

type Search = (key: string, names: readonly string[]) => string | undefined;

function homeOf(key: string, level: Level, direction: Direction | undefined, search: Search): Meaning | undefined {
  const searched = direction === undefined ? OUTSIDE_RULES : SEARCHED;
  for (const home of searched) {
    const field = search(key, FIELDS[home]);
    if (field === undefined || (home === level && level !== 'rule') || isFarOff(home, level)) continue;
    return {
      field,
      home,
      misspelt: false,
      where: placeIn(home, level, direction, field),
      into: around(home, level, direction),
    };
  }
  return undefined;
}

/** A `name` inside of a rule is no name of the policy. */
function isFarOff(home: Level, level: Level): boolean {
  return (home === 'metadata' || home === 'object') && !['object', 'metadata', 'spec'].includes(level);
}

function placeIn(home: Level, level: Level, direction: Direction | undefined, field: string): string {
  const peers = direction === undefined ? '`from` or `to`' : `\`${PEERS[direction]}\``;
  switch (home) {
    case 'spec':
      return 'directly under `spec`';
    case 'rule':
      return inRule(field, level, direction);
    case 'peer':
      return `in an item of ${peers}`;
    case 'port':
      return 'in an item of `ports`';
    case 'selector':
      if (level === 'peer') return 'in `podSelector` or `namespaceSelector`';
      return direction === undefined ? 'in `podSelector`' : `in a selector of an item of ${peers}`;
    case 'requirement':
      return 'in an item of `matchExpressions`';
    case 'ipBlock':
      return level === 'peer' ? 'in `ipBlock`' : `in the \`ipBlock\` of an item of ${peers}`;
    default:
      return home === 'metadata' ? 'in `metadata`' : 'at the top level';
  }
}

function inRule(field: string, level: Level, direction: Direction | undefined): string {
  if (isOtherPeers(field, direction)) {
    return `in a rule of \`${field === 'to' ? 'egress' : 'ingress'}\`, and the peers of ${direction} are called \`${PEERS[direction ?? 'ingress']}\``;
  }
  if (level !== 'object' && direction !== undefined) {
    return field === 'ports' ? `in the rule, beside \`${PEERS[direction]}\`` : 'in the rule, beside `ports`';
  }
  if (field === 'ports') return 'in a rule of `ingress` or `egress`';
  return `in a rule of \`${field === 'to' ? 'egress' : 'ingress'}\``;
}

/** The fields of the same holder that would hold it. */
function around(home: Level, level: Level, direction: Direction | undefined): readonly string[] {
  if (level === 'spec' && home === 'selector') return ['podSelector'];
  if (level === 'selector' && home === 'requirement') return ['matchExpressions'];
  if (level === 'peer') return home === 'ipBlock' ? ['ipBlock'] : home === 'selector' ? FIELDS.peer.slice(0, 2) : [];
  if (level !== 'rule' || direction === undefined) return [];
  if (home === 'port') return ['ports'];
  return home === 'peer' || home === 'selector' || home === 'ipBlock' ? [PEERS[direction]] : [];
}
