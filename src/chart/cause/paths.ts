import type { Span } from '../../manifest/tree.ts';
import { nearWord, sameWord } from '../../spelling.ts';
import type { ValuePath } from '../types.ts';
import type { CureCandidate, FaultPlace, KnownValues } from './place.ts';

/** A path that an action reads and no values have; `meant` is one near by that they have. */
export type MissingPath = { readonly path: ValuePath; readonly meant?: ValuePath };

/** The paths read between two offsets that no values have, those first of which another is near. */
export function missingPaths({ reads, template, values }: FaultPlace, { start, end }: Span): readonly MissingPath[] {
  const inside = reads.filter((read) => read.template === template && read.offset >= start && read.offset < end);
  const paths = new Map(inside.map(({ path }) => [JSON.stringify(path), path]));
  const missing = [...paths.values()].flatMap((path) => missingOf(values, path) ?? []);
  return [...missing.filter(({ meant }) => meant), ...missing.filter(({ meant }) => !meant)];
}

/** The same for the helpers that an action includes by name. */
export function missingInHelpers(place: FaultPlace, action: string): readonly MissingPath[] {
  const names = [...action.matchAll(/(?:include|template)\s+"([^"]+)"/g)].map(([, name = '']) => name);
  return names.flatMap((name) => {
    const define = place.chart?.defines.get(name);
    const start = define?.body[0]?.start ?? 0;
    const end = define?.body.at(-1)?.end ?? 0;
    return define ? missingPaths({ ...place, template: define.file.name }, { start, end }) : [];
  });
}

function missingOf(values: KnownValues, whole: ValuePath): MissingPath | undefined {
  const element = whole.indexOf('[]');
  const path = element === -1 ? whole : whole.slice(0, element);
  const at = path.findIndex((_, i) => values.at(path.slice(0, i + 1)) === undefined);
  if (at === -1) return undefined;
  const meant = meantAt(values, path, at) ?? meantElsewhere(values, path);
  return { path, ...(meant && { meant }) };
}

/** The same path with one key of another spelling. */
function meantAt(values: KnownValues, path: ValuePath, at: number): ValuePath | undefined {
  const parent = values.at(path.slice(0, at));
  if (typeof parent !== 'object' || parent === null || Array.isArray(parent)) return undefined;
  const names = Object.keys(parent);
  const key = path[at] ?? '';
  const name = sameWord(key, names) ?? nearWord(key, names);
  if (name === undefined) return undefined;
  const meant = [...path.slice(0, at), name, ...path.slice(at + 1)];
  return values.at(meant) === undefined ? undefined : meant;
}

/** The one path that ends in the same two keys, or in the same long one. */
function meantElsewhere(values: KnownValues, path: ValuePath): ValuePath | undefined {
  const last = path.at(-1) ?? '';
  const before = path.at(-2);
  const same = values.paths.filter((one) => one.at(-1) === last);
  const close = same.filter((one) => before !== undefined && one.at(-2) === before);
  if (close.length === 1) return close[0];
  return same.length === 1 && last.length > 5 ? same[0] : undefined;
}

/** The template with the path as it was meant; none where it is not written out. */
export function withPath({ tree, scope }: FaultPlace, { path, meant }: MissingPath): readonly CureCandidate[] {
  if (meant === undefined) return [];
  const [wrong, right] = [path, meant].map((one) => inScope(one, scope));
  if (wrong === undefined || right === undefined) return [];
  const message = `write \`.Values.${right.join('.')}\` for \`.Values.${wrong.join('.')}\``;
  const written = new RegExp(`\\.Values\\.${wrong.map(escaped).join('\\.')}(?![\\w-])`, 'g');
  const plain = replaced(tree.text, written, `.Values.${right.join('.')}`);
  if (plain !== undefined) return [{ message, text: plain }];
  // Behind a `with`, or in quotes for `index`: only the key that is misspelt.
  const odd = wrong.findIndex((key, i) => key !== right[i]);
  if (wrong.length !== right.length || wrong.some((key, i) => i !== odd && key !== right[i])) return [];
  const key = new RegExp(`(?<=\\.|")${escaped(wrong[odd] ?? '')}(?![\\w-])`, 'g');
  const text = inActions(tree.text, key, right[odd] ?? '');
  return text === undefined ? [] : [{ message, text }];
}

/** How a path is written in the templates of its (sub-)chart. */
export function inScope(path: ValuePath, scope: ValuePath): ValuePath {
  return path[0] !== 'global' && scope.every((key, i) => path[i] === key) ? path.slice(scope.length) : path;
}

function inActions(text: string, what: RegExp, by: string): string | undefined {
  const actions = /\{\{[\s\S]*?\}\}/g;
  const count = (text.match(actions) ?? []).reduce((sum, action) => sum + (action.match(what)?.length ?? 0), 0);
  return count === 0 ? undefined : text.replace(actions, (action) => action.replace(what, () => by));
}

function replaced(text: string, what: RegExp, by: string): string | undefined {
  const changed = text.replace(what, () => by);
  return changed === text ? undefined : changed;
}

function escaped(key: string): string {
  return key.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
