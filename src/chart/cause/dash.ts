import { actionAround } from './around.ts';
import { replacedAt } from './edit.ts';
import type { Line, Sheet } from './lines.ts';
import type { Explained } from './place.ts';
import { encloses } from './regions.ts';

const SELECTORS = new Set(['namespaceSelector', 'podSelector']);

/** Two items where one with both selectors was wanted: the second dash is one too many. */
export function explainDash(sheet: Sheet, line: Line): Explained {
  const around = actionAround(sheet, line);
  const told = around && { around };
  const first = itemBefore(sheet, line);
  if (!line.isItem || first === undefined) return { ...told, cures: [] };
  const cause = `a \`-\` stands before \`${line.key}\`, which makes an item of its own beside \`${first.key}\` on line ${first.index + 1}.`;
  // Without the first item there would be no mapping for the second to belong to.
  if (!encloses(first.around, line.around)) return { ...told, cause, cures: [] };
  const at = line.start + line.column;
  const message = `take the \`-\` before \`${line.key}\` away: one item with both selectors`;
  return { ...told, cause, cures: [{ message, text: replacedAt(sheet, { start: at, end: at + 1 }, ' ') }] };
}

function itemBefore({ lines }: Sheet, line: Line): Line | undefined {
  for (let at = line.index - 1; at >= 0; at--) {
    const above = lines[at];
    if (above === undefined || above.kind === 'edge') return undefined;
    if (above.kind !== 'content' || above.column > line.column) continue;
    const isOther = above.isItem && above.column === line.column && above.key !== line.key;
    return isOther && SELECTORS.has(above.key ?? '') && SELECTORS.has(line.key ?? '') ? above : undefined;
  }
  return undefined;
}
