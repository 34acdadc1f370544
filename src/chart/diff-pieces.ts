import type { Change, Diff, Subject, WorkloadChange } from '../diff/types.ts';
import { portsKey } from '../diff/unite.ts';
import { push } from '../group/lists.ts';
import { canonicalSelector, selectorKey } from '../policy/selector.ts';
import type { Box } from '../traffic/box.ts';
import { budgetOf, Unproved } from '../traffic/budget.ts';
import { boxKey, coverageOf, uncovered } from '../traffic/coverage.ts';

/** The keys of what a diff tells beyond others; traffic that they tell is left out whatever the words for it. */
export function ownKeys(diff: Diff, others: readonly Diff[]): readonly string[] {
  const told = new Set(others.flatMap((other) => piecesOf(other).map(({ key }) => key)));
  const boxes = new Map<string, Box[]>();
  for (const { where, box } of others.flatMap(piecesOf)) if (box !== undefined) push(boxes, where, box);
  const coverages = new Map([...boxes].map(([where, some]) => [where, coverageOf(some)]));
  const budget = budgetOf();
  return piecesOf(diff)
    .filter(({ key, where, box }) => {
      if (told.has(key)) return false;
      const coverage = coverages.get(where);
      if (box === undefined || coverage === undefined) return true;
      try {
        return uncovered(box, coverage, budget) !== undefined;
      } catch (error) {
        if (error instanceof Unproved) return true;
        throw error;
      }
    })
    .map(({ key }) => key);
}

/** One thing that a diff tells; of traffic also where it belongs (kind, direction, namespace) and which connections. */
type Piece = { readonly key: string; readonly where: string; readonly box?: Box };

const known = new WeakMap<Diff, readonly Piece[]>();

function piecesOf(diff: Diff): readonly Piece[] {
  const pieces = known.get(diff) ?? [
    ...diff.subjects.flatMap(subjectPieces),
    ...[
      ...diff.moved.map((one) => keyOf('moved', one)),
      ...diff.workloads.map(workloadKey),
      ...diff.namespaces.map((one) => keyOf('namespace', one)),
      ...diff.uncounted.map((one) => keyOf('uncounted', one)),
    ].map((key) => ({ key, where: '' })),
  ];
  known.set(diff, pieces);
  return pieces;
}

const KINDS = ['gained', 'lost', 'varies'] as const;

function subjectPieces(subject: Subject): readonly Piece[] {
  return [
    ...KINDS.flatMap((kind) =>
      subject[kind].map((change) => ({
        key: changeKey(subject, kind, change),
        where: keyOf(kind, [change.direction, subject.namespace, 'only' in change ? change.only : '']),
        box: change.box,
      })),
    ),
    ...subject.unproved.map((one) => ({ key: keyOf('unproved', [subjectKey(subject), one]), where: '' })),
    ...(subject.isCut ? [{ key: keyOf('cut', subjectKey(subject)), where: '' }] : []),
  ];
}

/** A diff with what has one of the keys alone. */
export function withKeys(diff: Diff, keys: ReadonlySet<string>): Diff {
  const keep = (kind: string, value: unknown): boolean => keys.has(keyOf(kind, value));
  const subjects = diff.subjects.map((subject): Subject => {
    const has = (kind: (typeof KINDS)[number]) => (change: Change) => keys.has(changeKey(subject, kind, change));
    return {
      ...subject,
      gained: subject.gained.filter(has('gained')),
      lost: subject.lost.filter(has('lost')),
      varies: subject.varies.filter(has('varies')),
      unproved: subject.unproved.filter((one) => keep('unproved', [subjectKey(subject), one])),
      isCut: keep('cut', subjectKey(subject)),
    };
  });
  return {
    ...diff,
    subjects: subjects.filter(
      ({ gained, lost, varies, unproved, isCut }) =>
        isCut || gained.length + lost.length + varies.length + unproved.length > 0,
    ),
    moved: diff.moved.filter((one) => keep('moved', one)),
    workloads: diff.workloads.filter((one) => keys.has(workloadKey(one))),
    namespaces: diff.namespaces.filter((one) => keep('namespace', one)),
    uncounted: diff.uncounted.filter((one) => keep('uncounted', one)),
  };
}

function changeKey(subject: Subject, kind: string, change: Change): string {
  return keyOf(kind, [subjectKey(subject), trafficKey(change), 'only' in change ? change.only : '']);
}

function trafficKey({ direction, cause, box }: Change): readonly string[] {
  return [direction, cause, boxKey(box), portsKey(box)];
}

function subjectKey({ namespace, podSelector }: Subject): readonly string[] {
  return [namespace, selectorKey(canonicalSelector(podSelector))];
}

function workloadKey({ gained, lost, ...rest }: WorkloadChange): string {
  return keyOf('workload', [rest, gained.map(trafficKey), lost.map(trafficKey)]);
}

function keyOf(kind: string, value: unknown): string {
  return `${kind} ${JSON.stringify(value)}`;
}
