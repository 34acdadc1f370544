import type { End } from '../explain/end.ts';
import type { EndView, Explained, Judged } from '../explain/explain.ts';
import type { Near } from '../explain/near-rules.ts';
import { EVERYBODY, peerWho, rulePorts } from '../explain/rule-words.ts';
import { type Isolating, type RuleView, reaches } from '../explain/side.ts';
import { namespaceOf } from '../group/group.ts';
import type { Direction } from '../policy/api.ts';
import { PEERS } from '../policy/api.ts';
import { ALL_PORTS, arePortsWithin, isNoPort, type PortSet } from '../traffic/ports.ts';
import { describePorts } from '../traffic/words.ts';
import { cleanLine } from './clean.ts';
import { entry, nameOfPolicy, placeOfPolicy, placeOfRule, some } from './explain-words.ts';

/** The answer about a connection for people: the verdict first, then each end with what decides there. */
export function connectionText(explained: Explained, asked: PortSet, releaseNamespace: string): string {
  const { from, to, egress, ingress, doubts } = explained;
  const isWhole = arePortsWithin(ALL_PORTS, asked);
  const ports = isWhole ? '' : `, ${describePorts(asked)}`;
  const lines = [
    cleanLine(`${from.name} -> ${to.name}${ports}: ${verdictWords(explained)}`),
    '',
    ...endLines(egress, to.end, isWhole, releaseNamespace),
    ...endLines(ingress, from.end, isWhole, releaseNamespace),
    ...(doubts.length === 0 ? [] : ['', 'it depends on', ...doubts.flatMap((doubt) => entry('- ', doubt, 2))]),
  ];
  return `${lines.join('\n')}\n`;
}

/** A verdict in words, with the ports where they are not all that was asked of. */
export function verdictWords({ verdict, ports, perhaps }: Judged): string {
  if (verdict === 'some ports') return `allowed for ${describePorts(ports)} only`;
  if (verdict !== 'depends' || isNoPort(ports)) return verdict;
  return `allowed for ${describePorts(ports)}; ${describePorts(perhaps)} depends`;
}

function endLines(view: EndView, other: End, isWhole: boolean, releaseNamespace: string): string[] {
  const { direction, of, isolated, isolating, allowing, nearest, rules } = view;
  const head = `${direction} of ${of.name}`;
  if (of.end.kind === 'addresses') return [cleanLine(`${head}: an address, no policy isolates it`)];
  if (isolated === 'no') return [cleanLine(`${head}: not isolated, ${FREE[direction]}`)];
  const told = (label: string, one: RuleView, lacking = ''): string[] => [
    ...entry(label, `${ruleLine(one, direction, other, releaseNamespace)}${lacking}`, 2),
    ...entry('', `at ${placeOfRule(one.policy, direction, one.index)}`, 4 + label.length),
  ];
  return [
    cleanLine(`${head}: ${verdictWords(view)}`),
    ...entry('isolated by  ', isolatingWords(isolating), 2),
    ...allowing.flatMap((one) => told(labelOf(one, other), one)),
    ...(allowing.length === 0 && nearest.length === 0
      ? [rules === 0 ? `  nothing is allowed: no ${direction} rule is there` : '  no rule comes near']
      : []),
    ...(allowing.length === 0 ? nearest.flatMap((one) => told('nearest      ', one, `: ${lack(one, isWhole)}`)) : []),
  ];
}

const FREE: Readonly<Record<Direction, string>> = { ingress: 'everything may enter', egress: 'everything may leave' };

function isSure({ selects, reaches: has }: RuleView): boolean {
  return selects === 'yes' && has === 'yes';
}

function lack({ lacks }: Near, isWhole: boolean): string {
  if (isWhole) return 'not this peer';
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
  return `${nameOfPolicy(policy)} ${direction}[${index}]: ${PEERS[direction]} ${words}, ${rulePorts(rule)}`;
}

const MAX_PEERS = 3;

/** Of several addresses a rule may have some: what all rules have together is the verdict. */
function labelOf(one: RuleView, other: End): string {
  if (isSure(one)) return 'allowed by   ';
  return other.kind === 'addresses' && one.selects === 'yes' ? 'in part by   ' : 'perhaps by   ';
}
