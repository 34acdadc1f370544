import { helmWords } from '../chart/helm-words.ts';
import type { ChartReport, ChartRow, Choice, RenderFailure, ValuePath } from '../chart/types.ts';
import type { Effect, Finding } from '../finding.ts';
import type { ChartContext } from './chart-context.ts';
import { shellWord } from './way-out.ts';

/** What the base is called. */
function baseWords({ given = [] }: Pick<ChartContext, 'given'>): string {
  return given.length === 0 ? 'defaults' : 'values given';
}

/** The values of a row in a cell: `metrics.enabled=true`, several with commas between, or what the base is called. */
export function valueWords(
  { choice, flags }: Pick<ChartRow | RenderFailure, 'choice' | 'flags'>,
  context: Pick<ChartContext, 'given'>,
): string {
  const values = flags.filter((_, i) => i % 2 === 1);
  if (values.length > 0) return values.join(', ');
  return choice.length === 0 ? baseWords(context) : choiceWords(choice);
}

/** A choice in the words that Helm would be given: `metrics.port=, metrics.enabled=true`. */
export function choiceWords(choice: Choice): string {
  return helmWords(choice)
    .filter((_, i) => i % 2 === 1)
    .join(', ');
}

/** A value as `--set` names it: `networkPolicy.enabled`; what would end a key is escaped. */
export function valueName(path: ValuePath): string {
  return path.map((key) => key.replace(/[\\.,=[\]{}]/g, '\\$&')).join('.');
}

/** Words for a shell. */
function shellWords(words: readonly string[]): string {
  return words.map((word) => (/^--?[\w-]+$/.test(word) ? word : shellWord(word))).join(' ');
}

/** The values of a row as words for Helm, or what the base is called: `--set metrics.enabled=true`, `the defaults`. */
export function flagWords(
  { choice, flags }: Pick<ChartRow, 'choice' | 'flags'>,
  context: Pick<ChartContext, 'given'>,
): string {
  if (choice.length === 0) return `the ${baseWords(context)}`;
  return flags.length === 0 ? choiceWords(choice) : shellWords(flags);
}

/** What a fault does, in a few words: the first sentence of what the cluster makes of it. */
export function effectWords({ effect, effectText, caret }: Pick<Finding, 'effect' | 'effectText' | 'caret'>): string {
  const [sentence = ''] = /^.*?(?=\.(?:\s|$)|\n|$)/.exec(effectText) ?? [];
  const words = shortened(sentence === '' || /^With(out)? /.test(sentence) ? caret : sentence);
  if (effect === 'rejected') return `refused: ${caret}`;
  if (TELLS.test(words)) return `${words.charAt(0).toLowerCase()}${words.slice(1)}`;
  return DOES[effect] === undefined ? words : `${DOES[effect]}: ${words}`;
}

/** Whom it is about is said below in full: here the prefix of a label and the release's own name only take room. */
function shortened(words: string): string {
  return words
    .replace('every pod, namespace and address', 'everybody')
    .replace(/(?<=[\s,])[a-z0-9.-]{1,253}\/(?=[\w.-]{1,63}=)/gi, '')
    .replace(/, instance=[\w.-]+|(?<=\s)instance=[\w.-]+, /, '');
}

const TELLS = /^(Opens|Closes|Denies|Lets|Allows) /;
const DOES: Readonly<Partial<Record<Effect, string>>> = { opens: 'opens', closes: 'closes', ignored: 'does nothing' };

/** The command that shows a row, to be pasted into a shell. */
export function commandWords(
  { chart }: Pick<ChartReport, 'chart'>,
  flags: readonly string[],
  { given = [], release, words: others = [] }: Pick<ChartContext, 'given' | 'release' | 'words'>,
): string {
  const named = release === undefined ? [] : [release];
  const words = ['helm', 'template', ...named, chart.folder, ...others, ...given, ...flags];
  return `${shellWords(words)} | netpolish check -`;
}
