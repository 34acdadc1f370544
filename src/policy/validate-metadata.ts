import type { Path } from '../finding.ts';
import type { Metadata } from './api.ts';
import { fieldOf, type Invalid, invalid, ofHolder, required } from './invalid.ts';
import { dnsLabelFaults, dnsSubdomainFaults, qualifiedNameFaults } from './names.ts';
import { byteLength } from './quote.ts';
import { validateFinalizers, validateOwners } from './validate-owners.ts';
import { sortedEntries, validateLabels } from './validate-selector.ts';

/**
 * What apimachinery's ValidateObjectMeta says when an object is created (pkg/api/validation/objectmeta.go; kubernetes
 * pkg/apis/core/validation for finalizers). The client fills in a missing namespace, so that it is not missed here.
 */
export function validateMetadata(metadata: Metadata): readonly Invalid[] {
  const { name = '', generateName = '', namespace = '' } = metadata;
  return [
    ...told('generate-name', ['metadata', 'generateName'], generateName, generateNameFaults(generateName)),
    ...(name === '' && generateName === ''
      ? [required('name', ['metadata', 'name'], 'name or generateName is required')]
      : []),
    ...(name === ''
      ? validateGenerated(generateName)
      : told('name', ['metadata', 'name'], name, dnsSubdomainFaults(name))),
    ...told('namespace', ['metadata', 'namespace'], namespace, namespace === '' ? [] : dnsLabelFaults(namespace)),
    ...validateLabels(metadata.labels ?? {}, ['metadata', 'labels']),
    ...validateAnnotations(metadata.annotations ?? {}),
    ...validateOwners(metadata.ownerReferences ?? []),
    ...validateFinalizers(metadata.finalizers ?? []),
  ];
}

function told(reason: Invalid['reason'], path: Path, value: string, faults: readonly string[]): readonly Invalid[] {
  return faults.map((words) => invalid(reason, path, value, words));
}

/** A dash at the end is followed by more: Go puts a letter in place of it and of the byte before it. */
function generateNameFaults(prefix: string): readonly string[] {
  return prefix === '' ? [] : dnsSubdomainFaults(prefix.replace(/[\x00-\x7f]-$/, 'a'));
}

/** The server cuts the beginning at 58 bytes and appends five characters, which nobody can know (apiserver names/generate.go). */
function validateGenerated(prefix: string): readonly Invalid[] {
  const name = `${Buffer.from(prefix).subarray(0, 58)}xxxxx`;
  const path = ['metadata', 'generateName'];
  return told('generate-name', ['metadata', 'name'], name, dnsSubdomainFaults(name)).map((one) => ({ ...one, path }));
}

const ANNOTATIONS = ['metadata', 'annotations'];
const MOST_BYTES = 256 * 1024;

function validateAnnotations(annotations: Readonly<Record<string, string>>): readonly Invalid[] {
  const entries = sortedEntries(annotations);
  const keys = entries.flatMap(([key]) =>
    ofHolder(told('annotation-key', [...ANNOTATIONS, key], key, qualifiedNameFaults(lowerCase(key)))),
  );
  const bytes = entries.reduce((sum, [key, value]) => sum + byteLength(key) + byteLength(value), 0);
  if (bytes <= MOST_BYTES) return keys;
  const detail = `Too long: may not be more than ${MOST_BYTES} bytes`;
  return [
    ...keys,
    { path: ANNOTATIONS, field: fieldOf(ANNOTATIONS), detail, reason: 'annotation-size', answer: 'refused' },
  ];
}

/** Letter by letter, as Go does it: JavaScript makes two of the dotted I. */
function lowerCase(key: string): string {
  return key.replaceAll('\u0130', 'i').toLowerCase();
}
