import type { Json } from '../../manifest/tree.ts';
import type { ParsedChart, ValueRead } from '../reads.ts';
import type { TemplateTree } from '../template/nodes.ts';
import type { Action, ValuePath } from '../types.ts';

/** The values of the base: the chart's own, the user's files and `--set`. */
export type KnownValues = {
  readonly at: (path: ValuePath) => Json | undefined;
  /** Of all maps, lists and leaves. */
  readonly paths: readonly ValuePath[];
};

/** Where a finding stands in a template. */
export type FaultPlace = {
  /** As Helm names it. */
  readonly template: string;
  readonly tree: TemplateTree;
  /** From 1. */
  readonly line: number;
  /** The id of the check. */
  readonly check: string;
  /** Where the values of the (sub-)chart stand in those of the top chart. */
  readonly scope: ValuePath;
  /** Of all templates, or of this one. */
  readonly reads: readonly ValueRead[];
  readonly values: KnownValues;
  /** For what stands in helpers. */
  readonly chart?: ParsedChart;
};

/** A change of the template that may cure the fault: nothing is proved. */
export type CureCandidate = {
  /** What to do, in the imperative. */
  readonly message: string;
  /** The whole template with the change. */
  readonly text: string;
};

/** What the text of a template tells of a fault; `cures` best first. */
export type Explained = {
  readonly around?: Action;
  readonly cause?: string;
  readonly cures: readonly CureCandidate[];
};
