import type { Diff, Move, Subject, Unproved, WorkloadChange } from '../diff/types.ts';
import { describePods } from '../group/group.ts';

/** The pods of a subject, and where: `pods app=web of shop (Deployment web)`. */
export function describeSubjectPods({ namespace, podSelector, workloads }: Subject): string {
  const [first, ...others] = workloads;
  const named = first === undefined ? '' : ` (${first}${others.length === 0 ? '' : ` and ${others.length} more`})`;
  return `${describePods(podSelector)} of ${whereOf(namespace)}${named}`;
}

/** A namespace in words; '' is the release's. */
function whereOf(namespace: string): string {
  return namespace === '' ? 'the release’s namespace' : namespace;
}

/** A move in words: `shop/web: what its ingress rules allowed, web-in allows now`. */
export function describeMove({ namespace, policy, directions, to }: Move): string {
  const what = `${namespace === '' ? '' : `${namespace}/`}${policy}: what its ${directions.join(' and ')} rules allowed`;
  if (to.length === 0) return `${what} is allowed still: no policy isolates the pods any more`;
  return `${what}, ${listed(to)} ${to.length === 1 ? 'allows' : 'allow'} now`;
}

/** A workload that came, went, or has other labels, in words. */
export function describeWorkload(one: WorkloadChange): string {
  const name = `${one.workload} of ${whereOf(one.namespace)}`;
  if (one.change === 'removed') return `${name} is gone`;
  const { gained, lost } = one.peerOf;
  return [
    `${name} ${one.change === 'added' ? 'is new' : 'has other labels'}: ${selectionOf(one)}`,
    ...(gained.length === 0 ? [] : [`rules of ${listed(gained)} name it now`]),
    ...(lost.length === 0 ? [] : [`rules of ${listed(lost)} name it no more`]),
  ].join('; ');
}

function selectionOf({ policies, possible }: WorkloadChange): string {
  if (policies.length + possible.length === 0) return 'no policy selects it, so it is open to everybody';
  const by = policies.length === 0 ? [] : [`${listed(policies)} ${policies.length === 1 ? 'selects' : 'select'} it`];
  return [...by, ...(possible.length === 0 ? [] : [`${listed(possible)} may select it`])].join(', ');
}

/** Why a difference is none to the API. */
export const VARIES = 'the same by the API; network plugins tell them apart (OVN-Kubernetes, Cilium)';

/** What was not compared, in words. */
export function describeUnproved({ direction, reason }: Unproved): string {
  return `not compared: ${direction}: ${reason}`;
}

/** How many subjects and workloads gained or lost something. */
export function countsOf({ subjects, workloads, moved, uncounted }: Diff): {
  readonly gained: number;
  readonly lost: number;
  readonly varies: number;
  readonly moved: number;
  readonly unproved: number;
  readonly uncounted: number;
} {
  const all = [...subjects, ...workloads];
  return {
    gained: all.filter(({ gained }) => gained.length > 0).length,
    lost: all.filter(({ lost }) => lost.length > 0).length,
    varies: subjects.filter(({ varies }) => varies.length > 0).length,
    moved: moved.length,
    unproved: all.filter(({ unproved }) => unproved.length > 0).length,
    uncounted: uncounted.length,
  };
}

/** The whole in a line: `gained for 2 selectors, nothing lost: 3 NetworkPolicies before, 2 now`. */
export function verdictOf(diff: Diff): string {
  const { old, new: now } = diff.policies;
  const unproved = forWhom(diff, 'unproved');
  const said = [
    forWhom(diff, 'gained') ?? 'nothing gained',
    forWhom(diff, 'lost') ?? 'nothing lost',
    ...(unproved === undefined ? [] : [unproved]),
    ...(diff.uncounted.length === 0 ? [] : [`${count(diff.uncounted.length)} not counted`]),
  ];
  return `${said.join(', ')}: ${count(old)} before, ${now} now`;
}

function forWhom({ subjects, workloads }: Diff, what: 'gained' | 'lost' | 'unproved'): string | undefined {
  const [selectors, others] = [subjects, workloads].map((some) => some.filter((one) => one[what].length > 0).length);
  const words = [numbered(selectors, 'selector'), numbered(others, 'workload')].filter((one) => one !== '');
  if (words.length === 0) return undefined;
  return `${what === 'unproved' ? 'not compared' : what} for ${words.join(' and ')}`;
}

function numbered(number: number | undefined, word: string): string {
  if (number === undefined || number === 0) return '';
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}

function count(policies: number): string {
  return `${policies} ${policies === 1 ? 'NetworkPolicy' : 'NetworkPolicies'}`;
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, MAX_NAMES);
  if (names.length > MAX_NAMES) return `${shown.join(', ')} and ${names.length - MAX_NAMES} more`;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

const MAX_NAMES = 6;
