import type { Change, Diff, Subject, WorkloadChange } from '../diff/types.ts';
import { portsKey } from '../diff/unite.ts';
import { push } from '../group/lists.ts';
import { canonicalSelector, selectorKey } from '../policy/selector.ts';
import type { Box } from '../traffic/box.ts';
import { budgetOf, Unproved } from '../traffic/budget.ts';
import { boxKey, coverageOf, uncovered } from '../traffic/coverage.ts';
import { describeSubject } from '../traffic/words.ts';

/** The keys of what a diff tells beyond others; traffic that they tell is left out whatever the words for it. */
export function ownKeys(diff: Diff, others: readonly Diff[]): readonly string[] {
  const told = new Set(others.flatMap((other) => piecesOf(other).map(({ key }) => key)));
  const boxes = new Map<string, Box[]>();
  for (const piece of others.flatMap(piecesOf)) for (const box of piece.boxes) push(boxes, piece.where, box);
  const coverages = new Map([...boxes].map(([where, some]) => [where, coverageOf(some)]));
  const budget = budgetOf();
  return piecesOf(diff)
    .filter(({ key, where, boxes: own }) => {
      if (told.has(key)) return false;
      const coverage = coverages.get(where);
      if (own.length === 0 || coverage === undefined) return true;
      try {
        return own.some((box) => uncovered(box, coverage, budget) !== undefined);
      } catch (error) {
        if (error instanceof Unproved) return true;
        throw error;
      }
    })
    .map(({ key }) => key);
}

/** One line that a diff tells; of traffic also where it belongs (kind, direction, namespace) and which connections. */
type Piece = { readonly key: string; readonly where: string; readonly boxes: readonly Box[] };

const known = new WeakMap<Diff, readonly Piece[]>();

function piecesOf(diff: Diff): readonly Piece[] {
  const pieces = known.get(diff) ?? [
    ...diff.subjects.flatMap(subjectPieces),
    ...[
      ...diff.moved.map((one) => keyOf('moved', one)),
      ...diff.workloads.map(workloadKey),
      ...diff.namespaces.map((one) => keyOf('namespace', one)),
      ...diff.uncounted.map((one) => keyOf('uncounted', one)),
    ].map(plain),
  ];
  known.set(diff, pieces);
  return pieces;
}

const KINDS = ['gained', 'lost', 'varies'] as const;

function plain(key: string): Piece {
  return { key, where: '', boxes: [] };
}

function subjectPieces(subject: Subject): readonly Piece[] {
  return [
    ...KINDS.flatMap((kind) => trafficPieces(subject, kind).map(({ piece }) => piece)),
    ...subject.unproved.map((one) => plain(keyOf('unproved', [subjectKey(subject), one]))),
    ...(subject.isCut ? [plain(keyOf('cut', subjectKey(subject)))] : []),
  ];
}

type Kind = (typeof KINDS)[number];

/** Changes of a kind that are told in one line: the parts of what a rule allows, and all that the lack of any policy opens. */
function trafficPieces(
  subject: Subject,
  kind: Kind,
): readonly { readonly piece: Piece; readonly changes: readonly Change[] }[] {
  const lines = new Map<string, Change[]>();
  for (const change of subject[kind]) push(lines, lineOf(change), change);
  return [...lines.values()].map((changes) => {
    const [first] = changes;
    const side = first !== undefined && 'only' in first ? first.only : '';
    const key = keyOf(kind, [subjectKey(subject), side, changes.map(trafficKey).sort()]);
    return {
      piece: {
        key,
        where: keyOf(kind, [first?.direction, subject.namespace, side]),
        boxes: changes.map(({ box }) => box),
      },
      changes,
    };
  });
}

function lineOf(change: Change): string {
  const { direction, cause, box, partOf } = change;
  const whole = partOf ?? box;
  const side = 'only' in change ? change.only : '';
  const what = cause === 'open' ? [] : [partOf !== undefined, boxKey(whole), portsKey(whole)];
  return JSON.stringify([direction, cause, side, describeSubject(whole), ...what]);
}

/** A diff with what has one of the keys alone. */
export function withKeys(diff: Diff, keys: ReadonlySet<string>): Diff {
  const keep = (kind: string, value: unknown): boolean => keys.has(keyOf(kind, value));
  const subjects = diff.subjects.map((subject): Subject => {
    const kept = new Set(
      KINDS.flatMap((kind) =>
        trafficPieces(subject, kind).flatMap(({ piece, changes }) => (keys.has(piece.key) ? changes : [])),
      ),
    );
    return {
      ...subject,
      gained: subject.gained.filter((change) => kept.has(change)),
      lost: subject.lost.filter((change) => kept.has(change)),
      varies: subject.varies.filter((change) => kept.has(change)),
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

function trafficKey({ direction, cause, box }: Change): string {
  return JSON.stringify([direction, cause, boxKey(box), portsKey(box)]);
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
