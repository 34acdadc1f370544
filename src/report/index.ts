import { json } from './json.ts';
import type { Reporter } from './reporter.ts';
import { text } from './text.ts';

/** The formats of `--format`. */
export type Format = 'text' | 'json';

/** The reporter of each format. */
export const REPORTERS: Readonly<Record<Format, Reporter>> = { text, json };
