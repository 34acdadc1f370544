import type { Finding, ObjectRef } from '../finding.ts';
import type { Json } from '../manifest/tree.ts';

/** Keys from the root of the values that `helm template` is given: `['networkPolicy', 'enabled']`. Keys may hold dots. */
export type ValuePath = readonly string[];

/**
 * Why a value is tried: a boolean turned over (`switch`), a list or map emptied (`empty`) or filled (`fill`), a string or number
 * made blank (`blank`), a value taken away (`null`).
 */
export type ChoiceKind = 'switch' | 'empty' | 'fill' | 'blank' | 'null';

/** One value that is not what the base has. */
export type Assignment = { readonly path: ValuePath; readonly value: Json; readonly kind: ChoiceKind };

/** What a render is given beside the base; none is the base itself: the defaults, the user's files and `--set`. */
export type Choice = readonly Assignment[];

/** A line of a template, counted from 1. */
export type TemplatePlace = {
  /** From the chart's folder, with slashes: `templates/np.yaml`, `charts/redis/templates/np.yaml`. */
  readonly file: string;
  /** Whether that is a file below the chart's folder, and not one of a packed sub-chart. */
  readonly onDisk: boolean;
  readonly line: number;
  /** Columns in characters from 1, the end exclusive. */
  readonly column: number;
  readonly endColumn: number;
};

/** The words of a template action that hold a faulty place, or stand where something was to be written. */
export type Action = {
  readonly word: 'if' | 'with' | 'range' | 'include' | 'template' | 'toYaml' | 'tpl' | 'value';
  readonly line: number;
  /** As written, without its braces: `if .Values.metrics.from`. */
  readonly text: string;
};

/** How the template has to change, as a unified diff of that file; tried with a render before it is told. */
export type Cure = { readonly message: string; readonly diff: string };

/** One fault of the chart. */
export type ChartRow = {
  /** What the check says of the render with `choice`; its location is the template's where `place` is known. */
  readonly finding: Finding;
  /** The fewest values that show it. */
  readonly choice: Choice;
  /** The same as words for Helm: `--set`, `metrics.enabled=true`. */
  readonly flags: readonly string[];
  /** Other values that show the same, each by itself. */
  readonly others: readonly Choice[];
  /** Where the marked render proved the line. */
  readonly place?: TemplatePlace;
  /** The template that the render names, where the line is not known. */
  readonly template?: string;
  readonly around?: Action;
  /** Why the template does it, in one sentence. */
  readonly cause?: string;
  readonly cure?: Cure;
};

/** Renders that failed for one reason. */
export type RenderFailure = {
  /** `nil`: a path that leads through nothing; `refused`: `fail`, `required` or the schema; `yaml`: what came out is none. */
  readonly kind: 'nil' | 'refused' | 'yaml' | 'template' | 'time' | 'size';
  /** Helm's words in one line, without what differs from render to render. */
  readonly message: string;
  readonly place?: TemplatePlace;
  readonly template?: string;
  /** The fewest values that show it, and as words for Helm. */
  readonly choice: Choice;
  readonly flags: readonly string[];
  /** How many renders ended so. */
  readonly count: number;
  /** It stands in a template of policies and nobody meant it: a fault of the chart. */
  readonly isFault: boolean;
};

/** What became of a policy of the base: as it was, gone, new, other than before, open by a fault, or not rendered at all. */
export type Cell = 'same' | 'gone' | 'new' | 'changed' | 'fault' | 'failed' | 'absent';

/** Values against policies: one row a choice, `cells` in the order of `policies`. */
export type Matrix = {
  readonly policies: readonly { readonly policy: ObjectRef; readonly template: string }[];
  readonly rows: readonly {
    readonly choice: Choice;
    readonly flags: readonly string[];
    readonly cells: readonly Cell[];
  }[];
};

/** What the sweep did. */
export type SweepSummary = {
  /** Values that policies depend on. */
  readonly values: number;
  /** Choices that were to be tried, pairs too, and those that were. */
  readonly planned: number;
  readonly tried: number;
  /** Calls of `helm template`; `distinct` of their outputs held policies that no other had. */
  readonly renders: number;
  readonly distinct: number;
  readonly failed: number;
  /** Why it ended before all was tried: `400 renders`, `60 seconds`. */
  readonly stopped?: string;
  readonly seed: number;
};

/** All that is told of a chart. */
export type ChartReport = {
  readonly chart: { readonly name: string; readonly version: string; readonly folder: string };
  /** Helm's version, as in 3.17.2. */
  readonly helm: string;
  readonly sweep: SweepSummary;
  /** Faults of the defaults first. */
  readonly rows: readonly ChartRow[];
  readonly failures: readonly RenderFailure[];
  readonly matrix: Matrix;
  /** What could not be looked at, for people. */
  readonly notes: readonly string[];
};
