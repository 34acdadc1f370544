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
import { controlCharacter, isTooDeep, MAX_DEPTH, straightened } from './guards.ts';
import { type Scalar as Reading, readPlainKey, readPlainScalar, readTaggedKey, readTaggedScalar } from './scalar.ts';
import type { Duplicate, Entry, MapNode, Node, NullNode, ParseFault, Span } from './tree.ts';

/** How much of a text is read at all: beyond it is what no server takes, or what only aliases of aliases make. */
export type Limits = { readonly characters: number; readonly values: number };

/** The API server takes no request body of etcd's limit or more (1.5 MiB, etcd --max-request-bytes). */
const OBJECT: Limits = { characters: 1_572_864, values: 200_000 };

/** A list is no request: clients send its items one by one. */
export const LIST: Limits = { characters: 1 << 26, values: 5_000_000 };

/**
 * Parses the YAML of one object as sigs.k8s.io/yaml does (Helm 3, Helm 4, kubectl): YAML 1.1 scalars, last key wins,
 * merge keys in order. `offset` is added to every span. Never throws.
 */
export function parseTree(text: string, offset = 0, limits: Limits = OBJECT): Node | ParseFault {
  if (text.length > limits.characters) return { message: 'larger than the API server takes (1.5 MiB)', offset };
  if (isTooDeep(text)) return { message: `nested deeper than ${MAX_DEPTH} levels`, offset };
  const control = controlCharacter(text);
  if (control !== undefined) return { message: 'control characters are not allowed', offset: offset + control };
  try {
    const document = parseLeniently(text);
    const [error] = document.errors;
    if (error !== undefined) return { message: wordsOf(error.message), offset: offset + error.pos[0] };
    return new Reader(offset, document.contents, limits.values).read();
  } catch (error) {
    if (error instanceof Fault) return { message: error.message, offset: error.offset };
    if (error instanceof RangeError) return { message: wordsOf(error.message), offset };
    throw error;
  }
}

/** The parser tells its own overflow as if it were a fault of the text. */
function wordsOf(message: string): string {
  return /call stack/.test(message) ? 'nested too deeply to read' : message;
}

/** libyaml, and so Helm and kubectl, do not mind how far the lines between brackets are indented. */
function parseLeniently(text: string): ReturnType<typeof parseDocument> {
  const document = parseStrictly(text);
  if (!document.errors.some((error) => error.code === 'BAD_INDENT')) return document;
  const straight = parseStrictly(straightened(text));
  return straight.errors.length === 0 ? straight : document;
}

function parseStrictly(text: string): ReturnType<typeof parseDocument> {
  return parseDocument(text, {
    schema: 'failsafe',
    uniqueKeys: false,
    logLevel: 'silent',
    keepSourceTokens: false,
    prettyErrors: false,
  });
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
  private readonly maxValues: number;
  private values = 0;

  constructor(offset: number, contents: YamlNode | null, maxValues: number) {
    this.maxValues = maxValues;
    this.offset = offset;
    this.contents = contents;
  }

  read(): Node {
    return this.node(this.contents, this.offset);
  }

  private node(node: YamlNode | null | undefined, at: number): Node {
    if (++this.values > this.maxValues) throw new Fault(`it holds more than ${this.maxValues} values`, at);
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
    const written = new Map<string, Entry>();
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
      // What a merge key brought is overridden, not repeated.
      const first = written.get(entry.key);
      if (first !== undefined) duplicates.push({ key: entry.key, first, last: entry });
      written.set(entry.key, entry);
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
  if (key.tag === 'tag:yaml.org,2002:merge') return (key.source ?? key.value) === '<<';
  return key.type === Scalar.PLAIN && key.tag === undefined && key.source === '<<';
}
