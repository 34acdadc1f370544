/** What the merge tests share: a stream in, what was merged out. */
import { type Polished, type PolishOptions, polish } from '../../src/pipeline/polish.ts';
import { CHECKING } from '../checks/golden.ts';

export const OPTIONS: PolishOptions = { ...CHECKING, merge: true };

export type Merged = Polished & { readonly text: string };

/** Merges a stream. */
export function merge(text: string, options: Partial<PolishOptions> = {}): Merged {
  const bytes = Buffer.from(text);
  const polished = polish([{ name: 'x', bytes, origin: 'file' }], { ...OPTIONS, ...options });
  const [output] = polished.outputs;
  if (output === undefined) throw new Error('no output');
  return { ...polished, text: output.toString() };
}

/** Why the only group of a stream is not merged; '' where it is. */
export function reasonOf({ groups }: Polished): string {
  const [group] = groups;
  return group?.merge.reason ?? '';
}
