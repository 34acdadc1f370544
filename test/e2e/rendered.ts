import { parseDocument } from 'yaml';
import { asJson, type Json } from './api-store.ts';

/** One document of what `helm template` or `helm get manifest` printed; `source` is what its `# Source:` line says. */
export type Rendered = {
  readonly source: string;
  readonly kind: string;
  readonly name: string;
  /** As printed, without the separator and blank ends. */
  readonly text: string;
  readonly object: Json;
};

/** The documents of a stream, in their order. Documents of nothing but comments are left out. */
export const rendered = (stream: string): readonly Rendered[] =>
  stream
    .split(/^---(?:[ \t].*)?$/m)
    .map(readDocument)
    .filter(({ object }) => Object.keys(object).length > 0);

/** The one document of a kind and name. Throws when there is none, or more. */
export const only = (documents: readonly Rendered[], kind: string, name: string): Rendered => {
  const [found, ...others] = documents.filter((one) => one.kind === kind && one.name === name);
  if (found === undefined || others.length > 0) {
    throw new Error(`${others.length + (found ? 1 : 0)} documents are ${kind} ${name}, one was expected`);
  }
  return found;
};

/** The names of the NetworkPolicies among them, in their order. */
export const policyNames = (documents: readonly Rendered[]): readonly string[] =>
  documents.filter(({ kind }) => kind === 'NetworkPolicy').map(({ name }) => name);

/** The texts of all documents but the NetworkPolicies named. */
export const textsWithout = (documents: readonly Rendered[], ...names: readonly string[]): readonly string[] =>
  documents.filter(({ kind, name }) => kind !== 'NetworkPolicy' || !names.includes(name)).map(({ text }) => text);

const readDocument = (part: string): Rendered => {
  const text = part.replace(/^\n+|\s+$/g, '');
  // Helm 4 writes merge keys as `!!merge`, and a label may be given twice by a fault.
  const object = asJson(parseDocument(text, { merge: true, uniqueKeys: false, logLevel: 'silent' }).toJS());
  const { name = '' } = asJson(object.metadata);
  const source = /^# Source: (.*)$/m.exec(text)?.[1] ?? '';
  return { source, kind: String(object.kind), name: String(name), text, object };
};
