import { formatFloat32 } from './float32.ts';

/**
 * What a YAML scalar becomes in the JSON that Helm and kubectl send. `number` is a bigint where a double would lose digits;
 * `json` is the text Go prints. `unrepresentable`: JSON has no word for it (.inf, .nan), or the tag does not fit the text:
 * the Go side refuses the whole document. `text` is the text as written.
 */
export type Scalar =
  | { readonly kind: 'null' }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'number'; readonly value: number | bigint; readonly json: string }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'unrepresentable'; readonly text: string };

/**
 * Reads a plain scalar: unquoted, untagged, folded to one line and without its comment.
 * Source: resolve() in resolve.go of go.yaml.in/yaml/v2 2.4.x (the same file is sigs.k8s.io/yaml 1.4 goyaml.v2), then
 * encoding/json. The merge indicator `<<` is a string here, as it is for a value.
 */
export function readPlainScalar(text: string): Scalar {
  return toScalar(resolvePlain(text), text);
}

/**
 * The JSON key that a plain scalar becomes as a key of a map, or undefined where the library refuses the document:
 * null, and integers from 2^63 to 2^64. `<<` gives '<<': merging is the caller's work, before it asks.
 * Source: convertToJSONableObject() in yaml.go of sigs.k8s.io/yaml 1.6, which prints floats with 32 bits.
 */
export function readPlainKey(text: string): string | undefined {
  return toKey(resolvePlain(text));
}

/**
 * Reads a scalar with an explicit tag, `!!int` or `tag:yaml.org,2002:int`; '' for none. A tag that YAML 1.1 does not define,
 * `!` too, makes a string. `plain` says whether the scalar is unquoted and matters only without a tag.
 * Bytes of `!!binary` that are not UTF-8 become U+FFFD (here one for a broken sequence, in Go one for each byte). Source: as readPlainScalar, and decoder.scalar() in decode.go.
 */
export function readTaggedScalar(tag: string, text: string, plain: boolean): Scalar {
  return toScalar(resolveTagged(tag, text, plain), text);
}

/** As readPlainKey for a key with an explicit tag, or a quoted one with tag ''. */
export function readTaggedKey(tag: string, text: string, plain: boolean): string | undefined {
  return toKey(resolveTagged(tag, text, plain));
}

/**
 * Whether the YAML 1.2 core schema (section 10.3.2) reads this plain scalar differently: another kind, or a number that
 * is another double.
 */
export function differsInYaml12(text: string): boolean {
  const [a, b] = [readPlainScalar(text), readYaml12Scalar(text)];
  if (a.kind === 'number' && b.kind === 'number') return !Object.is(Number(a.value), Number(b.value));
  if (a.kind === 'bool' && b.kind === 'bool') return a.value !== b.value;
  return a.kind !== b.kind;
}

/** Reads a plain scalar as the YAML 1.2 core schema says: what most editors, linters and libraries do. */
export function readYaml12Scalar(text: string): Scalar {
  return toScalar(resolveCore(text), text);
}

type Resolved =
  | { readonly type: 'null' }
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'int'; readonly value: bigint }
  | { readonly type: 'float'; readonly value: number }
  | { readonly type: 'str'; readonly value: string }
  | { readonly type: 'refused' };

const REFUSED: Resolved = { type: 'refused' };
const INT = /^[-+]?(?:0[xX][\da-fA-F]+|0[bB][01]+|0[oO][0-7]+|0[0-7]*|[1-9]\d*)$/;
const FLOAT = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;
const DOT_FLOAT = /^\.\d+(?:_\d+)*(?:[eE][-+]?\d+(?:_\d+)*)?$/;
const BASE64 = /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/;
const CORE_INT = /^(?:[-+]?\d+|0o[0-7]+|0x[\da-fA-F]+)$/;
const MAX_INT64 = 2n ** 63n - 1n;
const MAX_UINT64 = 2n ** 64n - 1n;

const CORE_WORDS: ReadonlyMap<string, Resolved> = new Map<string, Resolved>([
  ...spellings(['', '~', 'null', 'Null', 'NULL'], { type: 'null' }),
  ...spellings(['true', 'True', 'TRUE'], { type: 'bool', value: true }),
  ...spellings(['false', 'False', 'FALSE'], { type: 'bool', value: false }),
  ...spellings(['.nan', '.NaN', '.NAN'], { type: 'float', value: Number.NaN }),
  ...spellings(['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'], { type: 'float', value: Infinity }),
  ...spellings(['-.inf', '-.Inf', '-.INF'], { type: 'float', value: -Infinity }),
]);

const WORDS: ReadonlyMap<string, Resolved> = new Map<string, Resolved>([
  ...CORE_WORDS,
  ...spellings(['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON'], { type: 'bool', value: true }),
  ...spellings(['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF'], { type: 'bool', value: false }),
]);

function spellings(words: readonly string[], value: Resolved): (readonly [string, Resolved])[] {
  return words.map((word) => [word, value] as const);
}

// The library tries a number only after a digit, a sign or a dot, and takes underscores away only after the first two.
function resolvePlain(text: string): Resolved {
  const word = WORDS.get(text);
  if (word) return word;
  const string: Resolved = { type: 'str', value: text };
  if (text.startsWith('.')) return (DOT_FLOAT.test(text) && finite(text.replaceAll('_', ''))) || string;
  if (!/^[-+\d]/.test(text)) return string;
  const digits = text.replaceAll('_', '');
  return parseInt64(digits) ?? (FLOAT.test(digits) ? finite(digits) : undefined) ?? parseLateBinary(digits) ?? string;
}

function parseInt64(text: string): Resolved | undefined {
  if (!INT.test(text)) return undefined;
  const sign = /^[-+]/.exec(text)?.[0] ?? '';
  const magnitude = BigInt(text.slice(sign.length).replace(/^0(?=\d)/, '0o'));
  const value = sign === '-' ? -magnitude : magnitude;
  // ParseUint, the second try, takes no sign: `+9223372036854775808` goes on to be a float.
  if (value < -MAX_INT64 - 1n || value > (sign ? MAX_INT64 : MAX_UINT64)) return undefined;
  return { type: 'int', value };
}

// What is behind `0b` may have a sign of its own: `0b-1` is -1.
function parseLateBinary(text: string): Resolved | undefined {
  const match = /^0b([-+])([01]+)$/.exec(text);
  return match ? parseInt64(`${match[1]}0b${match[2]}`) : undefined;
}

function finite(text: string): Resolved | undefined {
  const value = Number(text);
  return Number.isFinite(value) ? { type: 'float', value } : undefined;
}

function resolveTagged(tag: string, text: string, plain: boolean): Resolved {
  const string: Resolved = { type: 'str', value: text };
  if (tag === '') return plain ? resolvePlain(text) : string;
  const found = resolvePlain(text);
  switch (tag.replace(/^tag:yaml\.org,2002:/, '!!')) {
    case '!!null':
      return found.type === 'null' ? found : REFUSED;
    case '!!bool':
      return found.type === 'bool' ? found : REFUSED;
    case '!!int':
      return found.type === 'int' ? found : REFUSED;
    case '!!float':
      return asFloat(found);
    case '!!timestamp':
      return isTimestamp(text) ? string : REFUSED;
    case '!!binary':
      return decodeBinary(text);
    default:
      return string;
  }
}

function asFloat(found: Resolved): Resolved {
  if (found.type === 'float') return found;
  return found.type === 'int' && found.value <= MAX_INT64 ? { type: 'float', value: Number(found.value) } : REFUSED;
}

function decodeBinary(text: string): Resolved {
  const base64 = text.replace(/[\r\n]/g, '');
  return BASE64.test(base64) ? { type: 'str', value: Buffer.from(base64, 'base64').toString() } : REFUSED;
}

// parseTimestamp() in resolve.go: four layouts of Go's time.Parse, which takes short fields, and a comma for the dot.
function isTimestamp(text: string): boolean {
  const zone = String.raw`(?:Z|[-+](?:[01]\d|2[0-4]):(?:[0-5]\d|60))`;
  const clock = String.raw`(?:[01]?\d|2[0-3]):[0-5]?\d:[0-5]?\d(?:[.,]\d+)?`;
  const match = new RegExp(String.raw`^(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt]${clock}${zone}| +${clock})?$`).exec(text);
  if (!match) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  return days !== undefined && day >= 1 && day <= days;
}

function resolveCore(text: string): Resolved {
  const word = CORE_WORDS.get(text);
  if (word) return word;
  if (CORE_INT.test(text)) {
    const magnitude = BigInt(text.replace(/^[-+]/, ''));
    return { type: 'int', value: text.startsWith('-') ? -magnitude : magnitude };
  }
  return FLOAT.test(text) ? { type: 'float', value: Number(text) } : { type: 'str', value: text };
}

function toScalar(found: Resolved, text: string): Scalar {
  switch (found.type) {
    case 'null':
      return { kind: 'null' };
    case 'bool':
      return { kind: 'bool', value: found.value };
    case 'str':
      return { kind: 'string', value: found.value };
    case 'int': {
      const value = Number(found.value);
      return { kind: 'number', value: Number.isSafeInteger(value) ? value : found.value, json: String(found.value) };
    }
    case 'float':
      if (!Number.isFinite(found.value)) return { kind: 'unrepresentable', text };
      return { kind: 'number', value: found.value, json: Object.is(found.value, -0) ? '-0' : String(found.value) };
    case 'refused':
      return { kind: 'unrepresentable', text };
  }
}

function toKey(found: Resolved): string | undefined {
  switch (found.type) {
    case 'null':
    case 'refused':
      return undefined;
    case 'int':
      return found.value > MAX_INT64 ? undefined : String(found.value);
    case 'float':
      return formatFloat32(found.value);
    default:
      return String(found.value);
  }
}
