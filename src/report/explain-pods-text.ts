import type { Listed, ListedEnd } from '../explain/connectivity.ts';
import type { OverviewGroup } from '../explain/overview.ts';
import type { Allowed, DirectionView, Partner, PodsView } from '../explain/pods-view.ts';
import type { Answer } from '../explain/resolved.ts';
import type { Direction } from '../policy/api.ts';
import { rangeText } from '../traffic/addresses.ts';
import { isNoPort, numeric, type PortSet, subtractPorts } from '../traffic/ports.ts';
import { describePorts } from '../traffic/words.ts';
import { cleanLine } from './clean.ts';
import { isolatingWords } from './explain-text.ts';
import { entry, nameOfPlace, nameOfPolicy, placeOfRule, some } from './explain-words.ts';

/** What may reach some pods and what they may reach, for people. */
export function podsText({ of, directions }: PodsView): string {
  const lines = [
    cleanLine(of.name),
    ...directions.flatMap((view) => ['', ...directionLines(view), ...partnerLines(view)]),
  ];
  return `${lines.join('\n')}\n`;
}

/** Every group, for people: who is in it, what isolates it, what may reach it, what it may reach. */
export function overviewText(groups: readonly OverviewGroup[]): string {
  if (groups.length === 0) return 'nothing to explain: neither a workload nor a NetworkPolicy was read\n';
  const namespaces = [...new Set(groups.map(({ namespace }) => namespace))];
  const isAmongOthers = groups.some(({ workloads }) => workloads.length > 0);
  const parts = namespaces.map((namespace) => {
    const here = groups.filter((group) => group.namespace === namespace);
    const head = namespace === '' ? 'release namespace' : `namespace ${namespace}`;
    return [cleanLine(head), ...here.flatMap((group) => groupLines(group, isAmongOthers))].join('\n');
  });
  return `${parts.join('\n\n')}\n`;
}

/** One line a pair, as far as something is allowed or may be. */
export function connectionsText(list: readonly Listed[]): string {
  return list
    .map(({ from, to, ...answer }) => cleanLine(`${endName(from)} -> ${endName(to)}: ${answerWords(answer)}`))
    .map((line) => `${line}\n`)
    .join('');
}

/** One end of a pair: `shop/web`, `10.0.0.0/8`, or all addresses of a family. */
function endName(end: ListedEnd): string {
  if (end.kind === 'pods') return nameOfPlace(end);
  const text = rangeText(end.range);
  return text === '0.0.0.0/0' || text === '::/0' ? `any ${end.family} address` : text;
}

function groupLines({ workloads, pods, ingress, egress }: OverviewGroup, isAmongOthers: boolean): string[] {
  const title = workloads.length > 0 ? workloads.join(', ') : `${pods}${isAmongOthers ? ' (no workload here)' : ''}`;
  return [
    '',
    ...entry('', title, 2),
    ...overviewLines('from      ', ingress),
    ...overviewLines('to        ', egress),
    ...entry('isolated  ', isolationWords(ingress, egress), 4),
  ];
}

function overviewLines(label: string, { isolated, allowed }: DirectionView): string[] {
  if (isolated === 'no') return entry(label, 'everybody: not isolated', 4);
  const lines = allowed.map(({ who, ports }) => `${who}: ${describePorts(ports)}`);
  const first = isolated === 'maybe' ? ['everybody, unless a policy selects these pods'] : [];
  const all = [...first, ...(lines.length === 0 ? ['nobody'] : lines)];
  return all.flatMap((line, i) => entry(i === 0 ? label : ' '.repeat(label.length), line, 4));
}

function isolationWords(ingress: DirectionView, egress: DirectionView): string {
  const [one, other] = [byWords(ingress), byWords(egress)];
  if (one === other) return one === '' ? 'by no policy' : `by ${one}`;
  return [one === '' ? '' : `ingress by ${one}`, other === '' ? '' : `egress by ${other}`]
    .filter((part) => part !== '')
    .join('; ');
}

function byWords({ isolating }: DirectionView): string {
  return some(
    isolating.map(({ policy, selects }) => `${selects === 'maybe' ? 'perhaps ' : ''}${nameOfPolicy(policy)}`),
    6,
  );
}

function directionLines(view: DirectionView): string[] {
  const { direction, isolated, isolating, allowed } = view;
  const title = TITLES[direction];
  if (isolated === 'no') return [`${title}: everything, no policy isolates its ${direction}`];
  const perhaps = isolated === 'maybe' ? ' (or everything, if none of them selects it)' : '';
  return [
    `${title}${perhaps}`,
    ...entry('isolated by  ', isolatingWords(isolating), 2),
    ...(allowed.length === 0 ? ['  nothing: no rule allows anything'] : []),
    ...allowed.flatMap((one) => allowedLines(one, direction)),
  ];
}

const TITLES: Readonly<Record<Direction, string>> = { ingress: 'what may reach it', egress: 'what it may reach' };

function allowedLines({ who, ports, rules }: Allowed, direction: Direction): string[] {
  const by = rules.map(
    ({ policy, index }) => `${nameOfPolicy(policy)} ${direction}[${index}] at ${placeOfRule(policy, direction, index)}`,
  );
  return [...entry('', `${who}: ${describePorts(ports)}`, 2), ...entry('by ', some(by, 4), 6)];
}

/** Which of the workloads these are, by the ports that both ends allow; told only where that is not all of them. */
function partnerLines({ direction, isolated, allowed, partners }: PodsView['directions'][number]): string[] {
  if (partners.length === 0) return isolated === 'no' || allowed.length === 0 ? [] : ['  no workload here may'];
  const byPorts = new Map<string, string[]>();
  for (const partner of partners) {
    const words = answerWords(partner);
    const names = byPorts.get(words) ?? [];
    names.push(nameOfPlace(partner.place));
    byPorts.set(words, names);
  }
  const word =
    direction === 'ingress'
      ? 'workloads here that may, their own egress counted:'
      : 'workloads here that it may, their own ingress counted:';
  return [
    `  ${word}`,
    ...[...byPorts].flatMap(([ports, names]) => entry('', `${some(names.sort(), 12)}: ${ports}`, 4)),
  ];
}

function answerWords({ sure, possible }: Answer | Partner): string {
  const rest: PortSet = numeric(subtractPorts(possible, sure).numbers);
  if (isNoPort(rest)) return describePorts(sure);
  const perhaps = `perhaps ${describePorts(rest)}`;
  return isNoPort(sure) ? perhaps : `${describePorts(sure)}, ${perhaps}`;
}
