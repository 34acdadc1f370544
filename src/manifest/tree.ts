import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  parseDocument,
  Scalar,
  type YAMLMap,
  type Node as YamlNode,
} from 'yaml';
import { type Scalar as Reading, readPlainKey, readPlainScalar, readTaggedKey, readTaggedScalar } from './scalar.ts';

/** Offsets in the text of the document, `end` exclusive. */
export type Span = { readonly start: number; readonly end: number };

type Placed = {
  readonly span: Span;
  /** Written between brackets or on one line as JSON has it. */
  readonly flow: boolean;
  /** Anchors, aliases, tags or merge keys are part of it: its text cannot be moved elsewhere as it stands. */
  readonly entangled: boolean;
};

export type NullNode = Placed & { readonly kind: 'null'; readonly written: string };
export type BoolNode = Placed & { readonly kind: 'bool'; readonly value: boolean; readonly written: string };
export type NumberNode = Placed & { readonly kind: 'number'; readonly value: number; readonly json: string };
export type StringNode = Placed & { readonly kind: 'string'; readonly value: string };
export type ListNode = Placed & { readonly kind: 'list'; readonly items: readonly Node[] };
export type MapNode = Placed & {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, Entry>;
  readonly duplicates: readonly Duplicate[];
};

/** A value as Helm and kubectl read it, with its place. Absent, null, `[]`, `{}` and `''` stay apart. */
export type Node = NullNode | BoolNode | NumberNode | StringNode | ListNode | MapNode;

export type Entry = { readonly key: string; readonly keySpan: Span; readonly value: Node };

/** One key twice in a mapping: sigs.k8s.io/yaml keeps the last (semantics: truth table, "dup yaml keys"). */
export type Duplicate = { readonly key: string; readonly first: Entry; readonly last: Entry };

/** Why a text is not the YAML of one object, in one line, and where. */
export type ParseFault = { readonly message: string; readonly offset: number };

/** The API server takes no request body of etcd's limit or more (1.5 MiB, etcd --max-request-bytes). */
const MAX_CHARACTERS = 1_572_864;
const MAX_DEPTH = 200;
/** More values than this come only from aliases of aliases. */
const MAX_VALUES = 200_000;

/**
 * Parses the YAML of one object as sigs.k8s.io/yaml does (Helm 3, Helm 4, kubectl): YAML 1.1 scalars, last key wins,
 * merge keys in order. `offset` is added to every span. Never throws.
 */
export function parseTree(text: string, offset = 0): Node | ParseFault {
  if (text.length > MAX_CHARACTERS) return { message: 'larger than the API server takes (1.5 MiB)', offset };
  if (isTooDeep(text)) return { message: `nested deeper than ${MAX_DEPTH} levels`, offset };
  try {
    const document = parseDocument(text, {
      schema: 'failsafe',
      uniqueKeys: false,
      logLevel: 'silent',
      keepSourceTokens: false,
    });
    const error = document.errors.find((e) => !isLenient(e.code, e.message));
    if (error !== undefined) return { message: firstLine(error.message), offset: offset + error.pos[0] };
    return new Reader(offset, document.contents).read();
  } catch (error) {
    if (error instanceof Fault) return { message: error.message, offset: error.offset };
    if (error instanceof RangeError) return { message: 'nested too deeply to read', offset };
    throw error;
  }
}

/** Tells a parse fault from a node. */
export function isFault(result: Node | ParseFault): result is ParseFault {
  return 'message' in result;
}

/** The value under a path of keys and indexes, or undefined where the path leaves the tree. */
export function nodeAt(root: Node, path: readonly (string | number)[]): Node | undefined {
  let node: Node | undefined = root;
  for (const step of path) {
    if (node === undefined) return undefined;
    if (typeof step === 'number') node = node.kind === 'list' ? node.items[step] : undefined;
    else node = node.kind === 'map' ? node.entries.get(step)?.value : undefined;
  }
  return node;
}

/** The entry for `key`, or undefined where `node` is no mapping or lacks it. */
export function entryOf(node: Node | undefined, key: string): Entry | undefined {
  return node?.kind === 'map' ? node.entries.get(key) : undefined;
}

/** The string under `key`, or undefined where there is another kind of value. */
export function stringOf(node: Node | undefined, key: string): string | undefined {
  const value = entryOf(node, key)?.value;
  return value?.kind === 'string' ? value.value : undefined;
}

/** A value of JSON. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** The value as JSON would carry it to the API server. Numbers beyond 2^53 lose digits here; spans keep their text. */
export function toJson(node: Node): Json {
  switch (node.kind) {
    case 'null':
      return null;
    case 'list':
      return node.items.map(toJson);
    case 'map':
      return Object.fromEntries([...node.entries].map(([key, entry]) => [key, toJson(entry.value)]));
    default:
      return node.value;
  }
}

class Fault extends Error {
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/** Turns the parser's nodes into ours. It holds what aliases need: the anchors seen so far and the work done. */
class Reader {
  private readonly anchors = new Map<string, YamlNode>();
  private readonly open = new Set<YamlNode>();
  private readonly offset: number;
  private readonly contents: YamlNode | null;
  private values = 0;

  constructor(offset: number, contents: YamlNode | null) {
    this.offset = offset;
    this.contents = contents;
  }

  read(): Node {
    return this.node(this.contents, this.offset);
  }

  private node(node: YamlNode | null | undefined, at: number): Node {
    if (++this.values > MAX_VALUES) throw new Fault(`aliases expand to more than ${MAX_VALUES} values`, at);
    if (node === null || node === undefined) return this.null({ start: at, end: at }, '', false);
    if (isAlias(node)) return { ...this.alias(node), span: this.span(node), entangled: true };
    const anchor = 'anchor' in node ? node.anchor : undefined;
    if (anchor !== undefined) this.anchors.set(anchor, node);
    this.open.add(node);
    const read = this.collectionOrScalar(node);
    this.open.delete(node);
    return anchor === undefined ? read : { ...read, entangled: true };
  }

  private collectionOrScalar(node: YamlNode): Node {
    const span = this.span(node);
    if (isMap(node)) return this.map(node, span);
    if (isSeq(node)) {
      const items = node.items.map((item) => this.node(item as YamlNode | null, span.start));
      const entangled = items.some((item) => item.entangled);
      return { kind: 'list', items, span, flow: node.flow === true, entangled };
    }
    if (isScalar(node)) return this.scalar(node, span);
    throw new Fault('not a value', span.start);
  }

  private alias(alias: Alias): Node {
    const target = this.anchors.get(alias.source);
    const at = this.span(alias).start;
    if (target === undefined) throw new Fault(`unknown anchor '${alias.source}' referenced`, at);
    if (this.open.has(target)) throw new Fault(`anchor '${alias.source}' value contains itself`, at);
    return this.node(target, at);
  }

  private scalar(node: Scalar, span: Span): Node {
    const text = node.type === Scalar.PLAIN ? (node.source ?? '') : String(node.value ?? '');
    const reading = this.reading(node, text);
    const place = { span, flow: false, entangled: node.tag !== undefined };
    switch (reading.kind) {
      case 'null':
        return { ...place, kind: 'null', written: text };
      case 'bool':
        return { ...place, kind: 'bool', value: reading.value, written: text };
      case 'number':
        return { ...place, kind: 'number', value: Number(reading.value), json: reading.json };
      case 'string':
        return { ...place, kind: 'string', value: reading.value };
      default:
        throw new Fault(`json: unsupported value: ${reading.text}`, span.start);
    }
  }

  private reading(node: Scalar, text: string): Reading {
    const plain = node.type === Scalar.PLAIN;
    if (node.tag !== undefined && node.tag !== '!') return readTaggedScalar(node.tag, text, plain);
    if (!plain || node.tag === '!') return { kind: 'string', value: text };
    return readPlainScalar(text);
  }

  private map(node: YAMLMap, span: Span): MapNode {
    const entries = new Map<string, Entry>();
    const duplicates: Duplicate[] = [];
    let entangled = false;
    for (const pair of node.items as Pair<YamlNode, YamlNode | null>[]) {
      if (isMergeKey(pair.key)) {
        entangled = true;
        this.merge(pair, entries);
        continue;
      }
      const entry = this.entry(pair);
      entangled ||= entry.value.entangled || 'anchor' in pair.key || isAlias(pair.key);
      const first = entries.get(entry.key);
      if (first !== undefined && first.keySpan.start >= span.start)
        duplicates.push({ key: entry.key, first, last: entry });
      entries.set(entry.key, entry);
    }
    return { kind: 'map', entries, duplicates, span, flow: node.flow === true, entangled };
  }

  private entry(pair: Pair<YamlNode, YamlNode | null>): Entry {
    const keySpan = this.span(pair.key);
    const key = this.key(pair.key, keySpan);
    return { key, keySpan, value: this.node(pair.value, keySpan.end) };
  }

  private key(node: YamlNode, span: Span): string {
    const target = isAlias(node) ? this.anchors.get(node.source) : node;
    if (!isScalar(target)) throw new Fault('a key that is not a scalar', span.start);
    const anchor = isAlias(node) ? undefined : target.anchor;
    if (anchor !== undefined) this.anchors.set(anchor, target);
    const text = target.type === Scalar.PLAIN ? (target.source ?? '') : String(target.value ?? '');
    const plain = target.type === Scalar.PLAIN;
    const key = plain && target.tag === undefined ? readPlainKey(text) : readTaggedKey(target.tag ?? '', text, plain);
    if (key === undefined) throw new Fault(`Unsupported map key: ${text === '' ? 'null' : text}`, span.start);
    return key;
  }

  /** go-yaml v2 merges where the `<<` stands: what was written before it is overwritten, what follows wins. */
  private merge(pair: Pair<YamlNode, YamlNode | null>, into: Map<string, Entry>): void {
    const value = this.node(pair.value, this.span(pair.key).end);
    const sources = value.kind === 'list' ? [...value.items].reverse() : [value];
    for (const source of sources) {
      if (source.kind !== 'map')
        throw new Fault('map merge requires map or sequence of maps as the value', value.span.start);
      for (const [key, entry] of source.entries) into.set(key, entry);
    }
  }

  private null(span: Span, written: string, flow: boolean): NullNode {
    return { kind: 'null', written, span, flow, entangled: false };
  }

  private span(node: YamlNode): Span {
    const [start, end] = node.range ?? [0, 0];
    return { start: start + this.offset, end: end + this.offset };
  }
}

function isMergeKey(key: YamlNode): boolean {
  if (!isScalar(key)) return false;
  if (key.tag === 'tag:yaml.org,2002:merge') return true;
  return key.type === Scalar.PLAIN && key.tag === undefined && key.source === '<<';
}

/** libyaml, and so Helm and kubectl, do not mind how far the lines of a flow collection are indented. */
function isLenient(code: string, message: string): boolean {
  return code === 'BAD_INDENT' && message.startsWith('Flow');
}

function firstLine(message: string): string {
  return message.replace(/ at line \d+, column \d+:?[\s\S]*$/, '').split('\n')[0] ?? message;
}

/** Counts open brackets and leading dashes only: cheap, and enough to keep the parser from recursing too far. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x5b || code === 0x7b) depth++;
    else if (code === 0x5d || code === 0x7d) depth--;
    if (depth > MAX_DEPTH) return true;
  }
  return /(?:^|\n) *(?:[-?] ){200}/.test(text) || new RegExp(`\\n {${MAX_DEPTH * 10}}`).test(text);
}
