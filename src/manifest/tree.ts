/** Offsets in the text of the document, `end` exclusive. */
export type Span = { readonly start: number; readonly end: number };

type Placed = {
  readonly span: Span;
  /** Written between brackets or on one line as JSON has it. */
  readonly flow: boolean;
  /** Anchors, aliases, tags or merge keys are part of it: its text cannot be moved elsewhere as it stands. */
  readonly entangled: boolean;
  /** On a root: lines were folded to read it, so that its strings may hold more blanks than the server would see. */
  readonly folded?: true;
};

/** `null`, `~`, or nothing at all; `written` is the text. */
export type NullNode = Placed & { readonly kind: 'null'; readonly written: string };
/** A boolean to Helm and kubectl, `yes` and `off` too. */
export type BoolNode = Placed & { readonly kind: 'bool'; readonly value: boolean; readonly written: string };
/** A number; `json` keeps every digit. */
export type NumberNode = Placed & { readonly kind: 'number'; readonly value: number; readonly json: string };
/** A text. */
export type StringNode = Placed & { readonly kind: 'string'; readonly value: string };
/** A list. */
export type ListNode = Placed & { readonly kind: 'list'; readonly items: readonly Node[] };
/** A mapping; of a key given twice the last stands in `entries`. */
export type MapNode = Placed & {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, Entry>;
  readonly duplicates: readonly Duplicate[];
};

/** A value as Helm and kubectl read it, with its place. Absent, null, `[]`, `{}` and `''` stay apart. */
export type Node = NullNode | BoolNode | NumberNode | StringNode | ListNode | MapNode;

/** A key with its value. */
export type Entry = { readonly key: string; readonly keySpan: Span; readonly value: Node };

/** One key twice in a mapping: sigs.k8s.io/yaml keeps the last (semantics: truth table, "dup yaml keys"). */
export type Duplicate = { readonly key: string; readonly first: Entry; readonly last: Entry };

/** Why a text is not the YAML of one object, in one line, and where. */
export type ParseFault = { readonly message: string; readonly offset: number };

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
      return objectOf(node);
    default:
      return node.value;
  }
}

function objectOf({ entries }: MapNode): Json {
  const object: Record<string, Json> = {};
  for (const [key, { value }] of entries) {
    const json = toJson(value);
    // The one key that an assignment would take for something else.
    if (key === '__proto__')
      Object.defineProperty(object, key, { value: json, enumerable: true, configurable: true, writable: true });
    else object[key] = json;
  }
  return object;
}
