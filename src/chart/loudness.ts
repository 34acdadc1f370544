import type { Finding, Severity } from '../finding.ts';
import type { Assignment, Choice, ChoiceKind } from './types.ts';

/** What is known of the value that an assignment changes. */
export type Changed = {
  /** A string, a number or a boolean that the base fills. */
  readonly isFilledScalar: boolean;
  /** It takes a whole map away that the base fills. */
  readonly isFilledMap: boolean;
  readonly isShared: boolean;
};

/** From what everybody does to what hardly anybody does. */
const KINDS: readonly ChoiceKind[] = ['switch', 'empty', 'fill', 'blank', 'null'];

/** How far a choice is from what everybody does: 0 is the base. */
export function oddity(choice: Choice): number {
  return choice.reduce((most, { kind }) => Math.max(most, KINDS.indexOf(kind) + 1), 0);
}

/** What is a fault of the chart, whatever else the values bring along. */
const EMPTIED: readonly string[] = [
  'emptied-peers',
  'emptied-ports',
  'emptied-port',
  'emptied-rule',
  'emptied-direction',
  'emptied-pod-selector',
  'emptied-label',
  'emptied-peer-selector',
  'emptied-except',
  'emptied-policy-types',
  'emptied-spec',
];
const SHAPES = [
  ...EMPTIED,
  'duplicate-key',
  'duplicate-policy',
  'peer-or-not-and',
  'template-artefact',
  'unparsable-policy',
];
const SWITCHED = [...SHAPES, 'wrong-type', 'invalid-value', 'unknown-field', 'dead-rules', 'dns-blocked', 'yaml-1.1'];

/**
 * What is told of each kind of change beside what is told of the base. The rest compares policies with workloads, which the same
 * values turn off; or it speaks of the item that we filled in, not of the chart.
 */
const TOLD: Readonly<Record<ChoiceKind, ReadonlySet<string>>> = {
  switch: new Set(SWITCHED),
  empty: new Set(SWITCHED),
  fill: new Set(SHAPES.filter((check) => check !== 'peer-or-not-and')),
  blank: new Set(EMPTIED),
  null: new Set(EMPTIED),
};

/**
 * How loud a finding is that comes of a choice; undefined where it is not told. A render that the API refuses tells itself; and
 * nobody blanks what other objects need too: those are infos. What a blank alone does to a policy is a warning. `isLiteral`: the
 * words that it is about stand in the template as they are, and not in what was filled in.
 */
export function loudness(
  { check, severity, effect }: Pick<Finding, 'check' | 'severity' | 'effect'>,
  choice: Choice,
  changed: (assignment: Assignment) => Changed,
  isLiteral = false,
): Severity | undefined {
  let loudest: Severity = severity;
  for (const assignment of choice) {
    const isOwn = isLiteral && assignment.kind === 'fill' && check === 'unknown-field';
    if ((!TOLD[assignment.kind].has(check) && !isOwn) || isAskedFor(check, assignment)) return undefined;
    loudest = quieter(loudest, capOf(assignment, { severity, effect }, changed(assignment)));
  }
  return loudest;
}

/** A value that speaks of DNS by its name does what it says. */
function isAskedFor(check: string, { path }: Assignment): boolean {
  return check === 'dns-blocked' && path.some((step) => /dns/i.test(step));
}

function capOf(
  { kind }: Assignment,
  { severity, effect }: Pick<Finding, 'severity' | 'effect'>,
  { isFilledScalar, isFilledMap, isShared }: Changed,
): Severity {
  if (kind === 'switch') return 'error';
  if (effect === 'rejected' && kind !== 'empty') return 'info';
  if (isFilledMap) return 'warning';
  if (!isFilledScalar) return 'error';
  return isShared || severity !== 'error' ? 'info' : 'warning';
}

const RANK: readonly Severity[] = ['error', 'warning', 'info'];

function quieter(a: Severity, b: Severity): Severity {
  return RANK.indexOf(a) > RANK.indexOf(b) ? a : b;
}
