import type { Path } from '../finding.ts';
import { goJson, quote } from './quote.ts';

/** Why a value is not right, for those who say what to write instead. */
export type Reason =
  | 'name'
  | 'generate-name'
  | 'namespace'
  | 'label-key'
  | 'label-value'
  | 'annotation-key'
  | 'annotation-size'
  | 'owner'
  | 'finalizer'
  | 'operator'
  | 'values-missing'
  | 'values-given'
  | 'protocol'
  | 'port-number'
  | 'port-name'
  | 'end-port'
  | 'peer-missing'
  | 'peer-mixed'
  | 'cidr-missing'
  | 'cidr'
  | 'cidr-form'
  | 'except'
  | 'policy-types'
  | 'policy-type';

/** Something that the API server's validation says of a policy that it could decode. */
export type Invalid = {
  /** The value at fault; of a label, its key. */
  readonly path: Path;
  /** The path as the server writes it, which of labels names the mapping alone. */
  readonly field: string;
  /** The server's words behind the path: `Invalid value: 0: must be between 1 and 65535, inclusive`. */
  readonly detail: string;
  readonly reason: Reason;
  /** `refused`: HTTP 422. `warned`: it is taken with these words. `silent`: it is taken, and the words are a later release's. */
  readonly answer: 'refused' | 'warned' | 'silent';
  /** What Kubernetes 1.36 and later answer, where only they refuse it. */
  readonly later?: string;
};

/** A value that is not right: Go's field.Invalid. */
export function invalid(reason: Reason, path: Path, value: string | number, words: string): Invalid {
  return { ...refused(reason, path), detail: invalidWords(value, words) };
}

/** The words of field.Invalid behind the path. */
export function invalidWords(value: string | number, words: string): string {
  return `Invalid value: ${typeof value === 'number' ? value : quote(value)}: ${words}`;
}

/** A value that is none of those that there are: Go's field.NotSupported. */
export function unsupported(reason: Reason, path: Path, value: string, known: readonly string[]): Invalid {
  const detail = `Unsupported value: ${quote(value)}: supported values: ${known.map(quote).join(', ')}`;
  return { ...refused(reason, path), detail };
}

/** A value that is missing: Go's field.Required. */
export function required(reason: Reason, path: Path, words = ''): Invalid {
  return { ...refused(reason, path), detail: words === '' ? 'Required value' : `Required value: ${words}` };
}

/** A value that may not stand there: Go's field.Forbidden. */
export function forbidden(reason: Reason, path: Path, words: string): Invalid {
  return { ...refused(reason, path), detail: `Forbidden: ${words}` };
}

/** A list or an object that is not right: Go prints it as JSON. */
export function invalidWhole(reason: Reason, path: Path, value: unknown, words: string): Invalid {
  return { ...refused(reason, path), detail: `Invalid value: ${goJson(value)}: ${words}` };
}

/** The same, told of the mapping that holds it: the server names no keys of labels and annotations. */
export function ofHolder(invalids: readonly Invalid[]): readonly Invalid[] {
  return invalids.map((one) => ({ ...one, field: fieldOf(one.path.slice(0, -1)) }));
}

/** `spec.ingress[0].ports[0].port` (apimachinery field.Path). */
export function fieldOf(path: Path): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .slice(1);
}

/** What is said of an item that the server names no index of. */
export function unindexed(one: Invalid): Invalid {
  return { ...one, field: fieldOf(one.path.filter((step) => typeof step !== 'number')) };
}

function refused(reason: Reason, path: Path): Pick<Invalid, 'reason' | 'path' | 'field' | 'answer'> {
  return { reason, path, field: fieldOf(path), answer: 'refused' };
}
