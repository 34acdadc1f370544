import { namespaceOf } from '../group/group.ts';
import type { Direction } from '../policy/api.ts';
import { PEERS } from '../policy/api.ts';
import type { End } from '../traffic/end.ts';
import type { EndView, Explained, Judged } from '../traffic/explain.ts';
import type { Near } from '../traffic/near-rules.ts';
import { isNoPort, type PortSet } from '../traffic/ports.ts';
import { EVERYBODY, peerWho, rulePorts } from '../traffic/rule-words.ts';
import { type Isolating, type RuleView, reaches } from '../traffic/side.ts';
import { describePorts } from '../traffic/words.ts';
import { cleanLine } from './clean.ts';
import { entry, nameOfPolicy, placeOfPolicy, placeOfRule, some } from './explain-words.ts';

/** The answer about a connection for people: the verdict first, then each end with what decides there. */
export function connectionText(explained: Explained, asked: PortSet, releaseNamespace: string): string {
  const { from, to, egress, ingress, doubts } = explained;
  const lines = [
    cleanLine(`${from.name} -> ${to.name}, ${describePorts(asked)}: ${verdictWords(explained)}`),
    '',
    ...endLines(egress, to.end, releaseNamespace),
    ...endLines(ingress, from.end, releaseNamespace),
    ...(doubts.length === 0 ? [] : ['it depends on', ...doubts.flatMap((doubt) => entry('', doubt, 2))]),
  ];
  return `${lines.join('\n')}\n`;
}

/** A verdict in words, with the ports where they are not all that was asked of. */
export function verdictWords({ verdict, ports, perhaps }: Judged): string {
  if (verdict === 'some ports') return `allowed for ${describePorts(ports)} only`;
  if (verdict !== 'depends' || isNoPort(ports)) return verdict;
  return `allowed for ${describePorts(ports)}; ${describePorts(perhaps)} depends`;
}

function endLines(view: EndView, other: End, releaseNamespace: string): string[] {
  const { direction, of, isolated, isolating, allowing, nearest } = view;
  const head = `${direction} of ${of.name}`;
  if (of.end.kind === 'addresses') return [cleanLine(`${head}: an address, no policy isolates it`)];
  if (isolated === 'no') return [cleanLine(`${head}: not isolated, ${FREE[direction]}`)];
  const rule = (one: RuleView): string => ruleLine(one, direction, other, releaseNamespace);
  return [
    cleanLine(`${head}: ${verdictWords(view)}`),
    ...entry('isolated by  ', isolatingWords(isolating), 2),
    ...allowing.flatMap((one) => entry(isSure(one) ? 'allowed by   ' : 'perhaps by   ', rule(one), 2)),
    ...(allowing.length === 0 && nearest.length === 0 ? ['  no rule comes near'] : []),
    ...(allowing.length === 0
      ? nearest.flatMap((one) => entry('nearest      ', `${rule(one)} - ${lack(one)}`, 2))
      : []),
  ];
}

const FREE: Readonly<Record<Direction, string>> = { ingress: 'everything may enter', egress: 'everything may leave' };

function isSure({ selects, reaches: has }: RuleView): boolean {
  return selects === 'yes' && has === 'yes';
}

function lack({ lacks }: Near): string {
  return lacks === 'port' ? 'this peer, but not this port' : 'this port, but not this peer';
}

/** The policies that isolate, each with its place; some may only. */
export function isolatingWords(isolating: readonly Isolating[]): string {
  return isolating
    .map(({ policy, selects }) => {
      const perhaps = selects === 'maybe' ? 'perhaps ' : '';
      return `${perhaps}${nameOfPolicy(policy)} (${placeOfPolicy(policy)})`;
    })
    .join(', ');
}

/** A rule with its place, and of its peers those that have the other end, or all where none has. */
function ruleLine(
  { policy, index, rule }: RuleView,
  direction: Direction,
  other: End,
  releaseNamespace: string,
): string {
  const peers = rule[PEERS[direction]] ?? [];
  const namespace = namespaceOf(policy, releaseNamespace);
  const meant = peers.filter((peer) => reaches([peer], namespace, other) !== 'no');
  const who = (meant.length > 0 ? meant : peers).map((peer) => peerWho(peer, namespace));
  const words = who.length === 0 ? EVERYBODY : some(who, MAX_PEERS);
  const where = `${nameOfPolicy(policy)} ${direction}[${index}] (${placeOfRule(policy, direction, index)})`;
  return `${where}: ${PEERS[direction]} ${words}, ${rulePorts(rule)}`;
}

const MAX_PEERS = 3;
