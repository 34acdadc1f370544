import type { ValuePath } from '../types.ts';
import type { Literal } from './abstract.ts';

/**
 * What a template does with a value: `condition` of an `if`, `with` and `range` as they are; `print` as it stands, as `toYaml`, through
 * `tpl`; the `key` of a map that is ranged over; `compare`, `type` (`kindIs`) and `hasKey` as conditions; `required`; an
 * `argument` that chooses something else.
 */
export type ReadUse =
  | 'condition'
  | 'with'
  | 'range'
  | 'print'
  | 'toYaml'
  | 'tpl'
  | 'key'
  | 'compare'
  | 'type'
  | 'hasKey'
  | 'required'
  | 'argument';

/** One place of a template that reads a value. */
export type ValueRead = {
  /** From the root of the top chart's values; `[]` is an element of a list or map. */
  readonly path: ValuePath;
  readonly use: ReadUse;
  /** The template that holds the place, as Helm names it. */
  readonly template: string;
  readonly offset: number;
  /** From 1. */
  readonly line: number;
  /** The YAML keys around, from the root, those of callers first; as far as the literal text tells. */
  readonly yamlKey: readonly string[];
  /** The literal that it is compared with; the name of the type for `type`. */
  readonly comparedWith?: Literal;
};
