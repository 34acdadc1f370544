import type { Direction, LabelSelector } from '../policy/api.ts';
import type { Box } from '../traffic/box.ts';
import type { Witness } from '../traffic/witness.ts';

/** Which of two clusters: as it was, and as it is to be. */
export type When = 'old' | 'new';

/**
 * Connections that one side allows and the other does not. Those of one subject, direction and kind do not overlap; pods that
 * several selectors select may be told with each of them.
 */
export type Change = {
  readonly direction: Direction;
  /** `open`: no policy isolates the pods on the side that allows more. `rule`: a rule allows it. */
  readonly cause: 'rule' | 'open';
  readonly box: Box;
  /** What it is a part of, where it is one of several: what the rule allows, on both sides or on one. */
  readonly partOf?: Box;
  /** One connection of the box. */
  readonly witness: Witness;
};

/**
 * By the text of the API both sides are the same, and network plugins tell them apart: `only` names the side that allows it
 * where they do.
 */
export type Variation = Change & { readonly only: When };

/** What could not be compared, and why. */
export type Unproved = { readonly direction: Direction; readonly reason: string };

/** What changes for the pods of one podSelector, or for those of one workload. */
export type Subject = {
  /** '' is the release's. */
  readonly namespace: string;
  readonly podSelector: LabelSelector;
  /**
   * The workloads of the new side that it surely selects and that the changes are about, or of the old one where there is
   * none: `Deployment web`.
   */
  readonly workloads: readonly string[];
  readonly gained: readonly Change[];
  readonly lost: readonly Change[];
  readonly varies: readonly Variation[];
  readonly unproved: readonly Unproved[];
  /** Not all is listed: there were more than MAX_CHANGES of a kind. */
  readonly isCut: boolean;
};

/** Connections that both sides allow, and that this policy no longer does. */
export type Move = {
  readonly namespace: string;
  readonly policy: string;
  readonly directions: readonly Direction[];
  /** The policies that allow some of them now, sorted; none where they are allowed because no policy isolates the pods. */
  readonly to: readonly string[];
};

/** A workload of one side alone, or one that other policies select or name as a peer, for its labels changed. */
export type WorkloadChange = {
  readonly workload: string;
  readonly namespace: string;
  readonly change: 'added' | 'removed' | 'relabelled';
  /** The policies of that side which surely select it; of one that was relabelled, those of the new side. */
  readonly policies: readonly string[];
  /** Those that may, for labels that no manifest tells. */
  readonly possible: readonly string[];
  /** Policies whose rules name it, or may, as a peer on one side alone: told, and not counted as gained or lost. */
  readonly peerOf: { readonly gained: readonly string[]; readonly lost: readonly string[] };
  /** What its own pods may do under the old policies with the old labels, and under the new ones with the new. */
  readonly gained: readonly Change[];
  readonly lost: readonly Change[];
  readonly unproved: readonly Unproved[];
  readonly isCut: boolean;
};

/** What two clusters allow differently. */
export type Diff = {
  /** How many policies each side holds. */
  readonly policies: Readonly<Record<When, number>>;
  readonly subjects: readonly Subject[];
  readonly moved: readonly Move[];
  /** There may be more moves: those of some namespace were not looked for within the budget. */
  readonly areMovesCut: boolean;
  readonly workloads: readonly WorkloadChange[];
  /** Namespaces whose labels differ: selectors that ask for them reach other pods. */
  readonly namespaces: readonly string[];
  /** Policies of either side that could not be read, or that the API server refuses: what they would change is not told. */
  readonly uncounted: readonly string[];
};

/** Changes of one kind and direction that are listed for a subject. */
export const MAX_CHANGES = 1000;
