/** What the merge tests share: a stream in, what was merged out. */
import * as assert from 'uvu/assert';
import { type Polished, type PolishOptions, polish } from '../../src/polish.ts';

export const OPTIONS: PolishOptions = {
  acrossCharts: false,
  sameName: false,
  namespace: '',
  hooks: 'check',
  oneStream: false,
  merge: true,
  fix: false,
  ignore: [],
};

export type Merged = Polished & { readonly text: string };

/** Merges a stream. */
export function merge(text: string, options: Partial<PolishOptions> = {}): Merged {
  const bytes = Buffer.from(text);
  const polished = polish([{ name: 'x', bytes, origin: 'file' }], { ...OPTIONS, ...options });
  return { ...polished, text: polished.outputs[0]?.toString() ?? assert.unreachable('no output') };
}

/** Why the only group of a stream is not merged; '' where it is. */
export function reasonOf({ groups }: Polished): string {
  const [group] = groups;
  return group?.merge.reason ?? '';
}
