import type { Finding } from '../finding.ts';
import { cleanLine } from './clean.ts';

/** A quoted line with its number, and what stands below it: blanks up to the mark, and the mark. */
export type Underlined = {
  readonly label: string;
  readonly line: string;
  readonly indent: string;
  readonly marks: string;
};

const MAX_COLUMNS = 140;
/** How much of a long line is kept before the place that is meant. */
const LEAD = 60;

/** Draws the first line that a finding quotes, cut around the place where it is long; undefined where there is none. */
export function underline({ excerpt, location }: Pick<Finding, 'excerpt' | 'location'>): Underlined | undefined {
  const [first] = excerpt;
  if (first === undefined) return undefined;
  const cut = location.column > MAX_COLUMNS - LEAD ? location.column - LEAD : 0;
  const characters = cutAround(first.text, cut);
  const start = location.column - 1 - cut;
  const end = location.endLine === location.line ? location.endColumn - 1 - cut : characters.length;
  const width = columns(characters.slice(start, end).join('').trimEnd());
  return {
    label: location.origin === 'resourceList' ? '  ' : String(first.line).padStart(5),
    line: characters.join('').trimEnd(),
    indent: ' '.repeat(columns(characters.slice(0, start).join(''))),
    marks: '^'.repeat(Math.max(1, width)),
  };
}

/** The characters from `cut` on, as many as fit, with dots where more were. */
function cutAround(text: string, cut: number): readonly string[] {
  // Cut before anything is looked at: a line may be long, and quoted for each of thousands of findings.
  const characters = charactersOf(text);
  const near = characters.slice(cut, cut + MAX_COLUMNS);
  const kept = [...cleanLine(typeof near === 'string' ? near : near.join(''))];
  if (cut > 0) kept[0] = '…';
  if (cut + MAX_COLUMNS < characters.length) kept[kept.length - 1] = '…';
  return kept;
}

/** The last line that was cut: those of JSON hold all findings. */
let latest: { readonly text: string; readonly characters: readonly string[] | string } = { text: '', characters: '' };

function charactersOf(text: string): readonly string[] | string {
  if (latest.text !== text) latest = { text, characters: /[\ud800-\udfff]/.test(text) ? [...text] : text };
  return latest.characters;
}

/** How many columns a terminal gives to characters: two to wide ones, none to marks that sit on others. */
export function columns(text: string): number {
  return [...text].reduce((sum, char) => sum + (MARK.test(char) ? 0 : WIDE.test(char) ? 2 : 1), 0);
}

const MARK = /\p{Mn}|\p{Me}/u;
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
