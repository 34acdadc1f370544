import { github } from './github.ts';
import { gitlab } from './gitlab.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import type { Reporter } from './reporter.ts';
import { sarif } from './sarif.ts';
import { text } from './text.ts';

/** The formats of `--format`. */
export type Format = 'text' | 'json' | 'sarif' | 'junit' | 'github' | 'gitlab' | 'markdown';

/** The reporter of each format. */
export const REPORTERS: Readonly<Record<Format, Reporter>> = { text, json, sarif, junit, github, gitlab, markdown };
