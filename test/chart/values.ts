import type { ChartValue } from '../../src/chart/chart-value.ts';
import type { ValueRead } from '../../src/chart/reads.ts';
import type { Assignment, ChoiceKind } from '../../src/chart/types.ts';
import type { Json } from '../../src/manifest/tree.ts';

/** A read of `a.b.[]` in the template `shop/templates/np.yaml`, printed as it stands unless told otherwise. */
export const read = (path: string, more: Partial<ValueRead> = {}): ValueRead => ({
  path: path.split('.'),
  use: 'print',
  template: 'shop/templates/np.yaml',
  offset: 0,
  line: 1,
  yamlKey: [],
  ...more,
});

/** A value that the base has, read as told: by an `if` where nothing is. */
export const value = (path: string, base: Json | undefined, more: Partial<ChartValue> = {}): ChartValue => ({
  path: path.split('.'),
  base,
  schema: { types: [] },
  reads: [read(path, { use: 'condition' })],
  isShared: false,
  hasNamedKeys: false,
  ...more,
});

/** One assignment, a switch unless told otherwise. */
export const set = (path: string, to: Json, kind: ChoiceKind = 'switch'): Assignment => ({
  path: path.split('.'),
  value: to,
  kind,
});
