import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  Scalar,
  type YAMLMap,
  type Node as YamlNode,
} from 'yaml';
import { type Scalar as Reading, readPlainKey, readPlainScalar, readTaggedKey, readTaggedScalar } from './scalar.ts';
import type { Duplicate, Entry, MapNode, Node, Span } from './tree.ts';

/** What sigs.k8s.io/yaml would refuse about a text that parses, and where. */
export class Fault extends Error {
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/** What aliases need: the anchors seen so far, what is being read right now, and the work done. */
type State = {
  readonly offset: number;
  readonly maxValues: number;
  readonly anchors: Map<string, YamlNode>;
  readonly open: Set<YamlNode>;
  values: number;
};

/** Turns the parser's nodes into ours; `offset` is added to every span. Throws Fault, also beyond `maxValues` values. */
export function toNode(contents: YamlNode | null, offset: number, maxValues: number): Node {
  return readNode({ offset, maxValues, anchors: new Map(), open: new Set(), values: 0 }, contents, offset);
}

function readNode(state: State, node: YamlNode | null | undefined, at: number): Node {
  if (++state.values > state.maxValues) throw new Fault(`it holds more than ${state.maxValues} values`, at);
  if (node === null || node === undefined)
    return { kind: 'null', written: '', span: { start: at, end: at }, flow: false, entangled: false };
  if (isAlias(node)) return { ...readAlias(state, node), span: spanOf(state, node), entangled: true };
  const anchor = 'anchor' in node ? node.anchor : undefined;
  if (anchor !== undefined) state.anchors.set(anchor, node);
  state.open.add(node);
  const read = readValue(state, node);
  state.open.delete(node);
  return anchor === undefined ? read : { ...read, entangled: true };
}

function readValue(state: State, node: YamlNode): Node {
  const span = spanOf(state, node);
  if (isMap(node)) return readMap(state, node, span);
  if (isSeq(node)) {
    const items = node.items.map((item) => readNode(state, item as YamlNode | null, span.start));
    const entangled = items.some((item) => item.entangled);
    return { kind: 'list', items, span, flow: node.flow === true, entangled };
  }
  if (isScalar(node)) return readScalar(node, span);
  throw new Fault('not a value', span.start);
}

function readAlias(state: State, alias: Alias): Node {
  const target = state.anchors.get(alias.source);
  const at = spanOf(state, alias).start;
  if (target === undefined) throw new Fault(`unknown anchor '${alias.source}' referenced`, at);
  if (state.open.has(target)) throw new Fault(`anchor '${alias.source}' value contains itself`, at);
  return readNode(state, target, at);
}

function readScalar(node: Scalar, span: Span): Node {
  const text = node.type === Scalar.PLAIN ? (node.source ?? '') : String(node.value ?? '');
  const reading = readText(node, text);
  const [flow, entangled] = [false, node.tag !== undefined];
  switch (reading.kind) {
    case 'null':
      return { kind: 'null', written: text, span, flow, entangled };
    case 'bool':
      return { kind: 'bool', value: reading.value, written: text, span, flow, entangled };
    case 'number':
      return { kind: 'number', value: Number(reading.value), json: reading.json, span, flow, entangled };
    case 'string':
      return { kind: 'string', value: reading.value, span, flow, entangled };
    default:
      throw new Fault(`json: unsupported value: ${reading.text}`, span.start);
  }
}

function readText(node: Scalar, text: string): Reading {
  const plain = node.type === Scalar.PLAIN;
  if (node.tag !== undefined && node.tag !== '!') return readTaggedScalar(node.tag, text, plain);
  if (!plain || node.tag === '!') return { kind: 'string', value: text };
  return readPlainScalar(text);
}

function readMap(state: State, node: YAMLMap, span: Span): MapNode {
  const entries = new Map<string, Entry>();
  const written = new Map<string, Entry>();
  const duplicates: Duplicate[] = [];
  let entangled = false;
  for (const pair of node.items as Pair<YamlNode, YamlNode | null>[]) {
    if (isMergeKey(pair.key)) {
      entangled = true;
      mergeInto(state, pair, entries);
      continue;
    }
    const entry = readEntry(state, pair);
    entangled ||= entry.value.entangled || 'anchor' in pair.key || isAlias(pair.key);
    // What a merge key brought is overridden, not repeated.
    const first = written.get(entry.key);
    if (first !== undefined) duplicates.push({ key: entry.key, first, last: entry });
    written.set(entry.key, entry);
    entries.set(entry.key, entry);
  }
  return { kind: 'map', entries, duplicates, span, flow: node.flow === true, entangled };
}

function readEntry(state: State, pair: Pair<YamlNode, YamlNode | null>): Entry {
  const keySpan = spanOf(state, pair.key);
  const key = readKey(state, pair.key, keySpan);
  return { key, keySpan, value: readNode(state, pair.value, keySpan.end) };
}

function readKey(state: State, node: YamlNode, span: Span): string {
  const target = isAlias(node) ? state.anchors.get(node.source) : node;
  if (!isScalar(target)) throw new Fault('a key that is not a scalar', span.start);
  const anchor = isAlias(node) ? undefined : target.anchor;
  if (anchor !== undefined) state.anchors.set(anchor, target);
  const text = target.type === Scalar.PLAIN ? (target.source ?? '') : String(target.value ?? '');
  const plain = target.type === Scalar.PLAIN;
  const key = plain && target.tag === undefined ? readPlainKey(text) : readTaggedKey(target.tag ?? '', text, plain);
  if (key === undefined) throw new Fault(`Unsupported map key: ${text === '' ? 'null' : text}`, span.start);
  return key;
}

/** go-yaml v2 merges where the `<<` stands: what was written before it is overwritten, what follows wins. */
function mergeInto(state: State, pair: Pair<YamlNode, YamlNode | null>, into: Map<string, Entry>): void {
  const value = readNode(state, pair.value, spanOf(state, pair.key).end);
  const sources = value.kind === 'list' ? [...value.items].reverse() : [value];
  for (const source of sources) {
    if (source.kind !== 'map')
      throw new Fault('map merge requires map or sequence of maps as the value', value.span.start);
    for (const [key, entry] of source.entries) into.set(key, entry);
  }
}

function spanOf(state: State, node: YamlNode): Span {
  const [start, end] = node.range ?? [0, 0];
  return { start: start + state.offset, end: end + state.offset };
}

function isMergeKey(key: YamlNode): boolean {
  if (!isScalar(key)) return false;
  if (key.tag === 'tag:yaml.org,2002:merge') return (key.source ?? key.value) === '<<';
  return key.type === Scalar.PLAIN && key.tag === undefined && key.source === '<<';
}
