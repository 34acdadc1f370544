import type { Arm, Operand, Pipeline, TemplateNode } from '../template/nodes.ts';
import { type Define, definesNamed, type ParsedChart, type ParsedFile } from './defines.ts';
import { lineAt, lineStarts } from './places.ts';

/** The action of an `if`, `with`, `range` or `else` around a place. */
export type Condition = {
  readonly template: string;
  readonly word: Arm['word'];
  readonly start: number;
  readonly end: number;
  readonly line: number;
  /** As written, without braces and trim markers. */
  readonly text: string;
};

/** A template that may render a NetworkPolicy. */
export type PolicyTemplate = {
  readonly file: ParsedFile;
  /** Templates and helpers that hold its text, by the names of their files: often the one itself. */
  readonly holders: readonly string[];
  /** What stands around the places that render it, from the outermost; of an `else` what it is the other branch of. */
  readonly conditions: readonly Condition[];
};

/**
 * Templates that Helm renders by themselves and that hold the text of a NetworkPolicy of networking.k8s.io, or include what
 * does, however far off. What comes out of values alone (`extraObjects`) is not seen.
 */
export function rendersPolicy(chart: ParsedChart): readonly PolicyTemplate[] {
  const own = new Map<Define, readonly Place[]>();
  const of = (define: Define): readonly Place[] => {
    const known = own.get(define) ?? placesIn(chart, define);
    own.set(define, known);
    return known;
  };
  return chart.files
    .filter(({ name }) => !/(^|\/)_[^/]*$/.test(name))
    .flatMap((file) => {
      const found = follow({ name: file.name, file, body: file.tree.nodes }, of, new Map());
      return found === undefined
        ? []
        : [{ file, holders: [...found.holders].sort(), conditions: [...found.conditions] }];
    });
}

/** A place that writes the kind of a policy, or calls another template; `around` are the conditions there. */
type Place = { readonly calls: readonly Define[]; readonly isPolicy: boolean; readonly around: readonly Condition[] };

type Found = { readonly holders: Set<string>; readonly conditions: Set<Condition> };

function follow(
  define: Define,
  of: (define: Define) => readonly Place[],
  known: Map<string, Found | undefined>,
): Found | undefined {
  if (known.has(define.name)) return known.get(define.name);
  known.set(define.name, undefined);
  const found: Found = { holders: new Set(), conditions: new Set() };
  for (const { calls, isPolicy, around } of of(define)) {
    const inner = calls.flatMap((one) => follow(one, of, known) ?? []);
    if (!isPolicy && inner.length === 0) continue;
    if (isPolicy) found.holders.add(define.file.name);
    for (const condition of around) found.conditions.add(condition);
    for (const { holders, conditions } of inner) {
      for (const holder of holders) found.holders.add(holder);
      for (const condition of conditions) found.conditions.add(condition);
    }
  }
  const result = found.holders.size > 0 ? found : undefined;
  known.set(define.name, result);
  return result;
}

function placesIn(chart: ParsedChart, { file, body }: Define): readonly Place[] {
  const places: Place[] = [];
  const starts = lineStarts(file.text);
  const visit = (nodes: readonly TemplateNode[], around: readonly Condition[]): void => {
    for (const node of nodes) {
      if (node.kind === 'define') continue;
      const calls = callsOf(chart, node);
      const isPolicy = writesPolicy(file.text, node);
      if (calls.length > 0 || isPolicy) places.push({ calls, isPolicy, around });
      if (!('arms' in node)) continue;
      // A later branch depends on the earlier ones too.
      const before: Condition[] = [];
      for (const arm of node.arms) {
        before.push(conditionOf(file, arm, starts));
        visit(arm.body, [...around, ...before]);
      }
    }
  };
  visit(body, []);
  return places;
}

function conditionOf({ name, text }: ParsedFile, { word, action }: Arm, starts: readonly number[]): Condition {
  const words = text.slice(action.start, action.end).replace(/^\{\{(-\s)?\s*|\s*(\s-)?\}\}$/g, '');
  return { template: name, word, ...action, line: lineAt(starts, action.start), text: words };
}

function callsOf(chart: ParsedChart, node: TemplateNode): readonly Define[] {
  if (node.kind === 'template' || node.kind === 'block') return definesNamed(chart, [node.name]);
  const pipelines = 'arms' in node ? node.arms.flatMap(({ pipeline }) => pipeline ?? []) : [];
  const own = node.kind === 'print' ? [node.pipeline] : pipelines;
  return own.flatMap((pipeline) => [...operandsOf(pipeline)]).flatMap((args) => includedBy(chart, args));
}

/** The words of all commands in a pipeline, inner ones too. */
function* operandsOf({ commands }: Pipeline): Generator<readonly Operand[]> {
  for (const { args } of commands) {
    yield args;
    for (const arg of args) {
      if (arg.kind === 'pipeline') yield* operandsOf(arg);
      else if (arg.kind === 'chain' && arg.of.kind === 'pipeline') yield* operandsOf(arg.of);
    }
  }
}

function includedBy(chart: ParsedChart, [head, name]: readonly Operand[]): readonly Define[] {
  if (head?.kind !== 'function' || head.name !== 'include' || name === undefined) return [];
  return name.kind === 'string' ? definesNamed(chart, [name.value]) : definesNamed(chart, partsOf(name));
}

/** The literal pieces of a computed name: `print $.Template.BasePath "/np.yaml"`, `printf "%s.np" .x`. */
function partsOf(name: Operand): readonly (string | null)[] {
  if (name.kind !== 'pipeline' || name.commands.length !== 1) return [null];
  const [head, ...args] = name.commands[0]?.args ?? [];
  if (head?.kind !== 'function' || !/^printf?$/.test(head.name)) return [null];
  const texts = args.map((arg) => (arg.kind === 'string' ? arg.value : null));
  const [format = null, ...given] = texts;
  if (head.name === 'print' || format === null) return texts;
  return format.split(/(%[sdvq])/).map((piece, i) => (i % 2 === 0 ? piece : (given[(i - 1) / 2] ?? null)));
}

const KIND = /(?:^[ \t]*(?:- +)*|[{,]\s*)["']?kind["']?[ \t]*:[ \t]*["']?NetworkPolicy["']?(?=[ \t\r]*$|\s*[,}])/gm;

function writesPolicy(text: string, node: TemplateNode): boolean {
  if (node.kind === 'print')
    return [...operandsOf(node.pipeline)].some((args) =>
      args.some((arg) => arg.kind === 'string' && (arg.value === 'NetworkPolicy' || arg.value.search(KIND) !== -1)),
    );
  if (node.kind !== 'text') return false;
  const found = [...text.slice(node.start, node.end).matchAll(KIND)];
  return found.some(({ index }) => !isForeign(text, node.start + index));
}

/** Calico and Antrea have a kind of the same name; the group stands near by in the same document. */
function isForeign(text: string, at: number): boolean {
  const before = text
    .slice(Math.max(0, at - 2000), at)
    .split(/^---/m)
    .at(-1);
  const after = text.slice(at, at + 2000).split(/^---/m)[0];
  return /^[ \t]*["']?apiVersion["']?:.*(projectcalico\.org|antrea)/m.test(`${before}${after}`);
}
