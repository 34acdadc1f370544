import type { ChartChange, ChartDiff, ChartDiffFailure } from '../chart/compare.ts';
import type { ChartContext } from './chart-context.ts';
import { choiceWords, flagWords, valueName } from './chart-words.ts';
import { countsOf } from './diff-words.ts';
import { plural } from './plural.ts';

/** With which values something is so: `--set a=true (and with b=true | c=true and 2 more)`. */
export function underWords(
  { choice, flags, others }: Pick<ChartChange, 'choice' | 'flags' | 'others'>,
  context: Pick<ChartContext, 'given'>,
): string {
  return `${flagWords({ choice, flags }, context)}${othersOf(others)}`;
}

/** Which version alone knows the values of a choice; '' where both do. */
export function onlyWords({ only }: Pick<ChartChange, 'only'>): string {
  return only === undefined ? '' : `the ${only} version alone has these values`;
}

/** A version that does not render: `the new version does not render with --set a=1: nil pointer`. */
export function failureWords(failure: ChartDiffFailure, context: Pick<ChartContext, 'given'>): string {
  const { failed, message } = failure;
  const who = failed === 'both' ? 'both versions do not render' : `the ${failed} version does not render`;
  return `${who} with ${underWords(failure, context)}: ${message}`;
}

/** Values that one version alone has, a line for each version that has some. */
export function unsharedWords({ unshared }: Pick<ChartDiff, 'unshared'>): readonly string[] {
  return (['new', 'old'] as const).flatMap((only) => {
    const names = unshared.filter((one) => one.only === only).map(({ path }) => valueName(path));
    if (names.length === 0) return [];
    const more = names.length - MAX_NAMES;
    const listed = [...names.slice(0, MAX_NAMES), ...(more > 0 ? [`${more} more`] : [])].join(', ');
    return [`the ${only} version alone has ${listed}`];
  });
}

const MAX_NAMES = 8;

/** The whole in a line: `gained with 2 choices, nothing lost; 40 choices tried: shop 1.0.0 -> 1.1.0 (80 renders; Helm 3.17.2)`. */
export function chartVerdict(found: ChartDiff): string {
  const { charts, sweep, helm } = found;
  const name = charts.old.name === charts.new.name ? '' : `${charts.new.name} `;
  const versions = `${charts.old.name} ${charts.old.version} -> ${name}${charts.new.version}`;
  const words = [
    told(found, 'gained') ?? 'nothing gained',
    told(found, 'lost') ?? 'nothing lost',
    ...[told(found, 'unproved'), told(found, 'uncounted')].filter((one) => one !== undefined),
  ].join(', ');
  return `${words}; ${plural(sweep.choices, 'choice') || 'no choice'} tried: ${versions} (${plural(sweep.renders, 'render') || 'no render'}; Helm ${helm})`;
}

const SAID = {
  gained: 'gained with',
  lost: 'lost with',
  unproved: 'not compared with',
  uncounted: 'policies not counted with',
} as const;

function told({ changes }: ChartDiff, what: keyof typeof SAID): string | undefined {
  const choices = changes
    .filter(({ diff }) => countsOf(diff)[what] > 0)
    .flatMap(({ choice, others }) => [choice, ...others]);
  if (choices.length === 0) return undefined;
  const keys = new Set(choices.map((choice) => JSON.stringify(choice)));
  if (!keys.has('[]')) return `${SAID[what]} ${plural(keys.size, 'choice')}`;
  return `${SAID[what]} the defaults${keys.size > 1 ? ` and ${keys.size - 1} more` : ''}`;
}

const MAX_OTHERS = 2;

function othersOf(others: ChartChange['others']): string {
  if (others.length === 0) return '';
  const shown = others.slice(0, MAX_OTHERS).map((choice) => choiceWords(choice));
  const more = others.length - shown.length;
  return ` (and with ${shown.join(' | ')}${more > 0 ? ` and ${more} more` : ''})`;
}
