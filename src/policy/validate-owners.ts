import type { Path } from '../finding.ts';
import type { OwnerReference } from './api.ts';
import { type Invalid, invalid, invalidWhole, unindexed } from './invalid.ts';
import { qualifiedNameFaults } from './names.ts';

const OWNERS: Path = ['metadata', 'ownerReferences'];

/** apimachinery pkg/api/validation/objectmeta.go, ValidateOwnerReferences. */
export function validateOwners(owners: readonly OwnerReference[]): readonly Invalid[] {
  const controllers = owners.filter(({ controller }) => controller === true);
  const first = controllers[0] && nameOf(controllers[0]);
  return owners.flatMap((owner, i) => [
    ...validateOwner(owner, i).map(unindexed),
    ...(controllers.indexOf(owner) > 0
      ? [
          invalidWhole(
            'owner',
            OWNERS,
            owners,
            `Only one reference can have Controller set to true. Found "true" in references for ${first} and ${nameOf(owner)}`,
          ),
        ]
      : []),
  ]);
}

function nameOf({ kind, name }: OwnerReference): string {
  return `${kind}/${name}`;
}

function validateOwner(owner: OwnerReference, index: number): readonly Invalid[] {
  const { apiVersion, kind, name, uid } = owner;
  const path = [...OWNERS, index];
  const parts = apiVersion.split('/');
  const version = parts.length > 2 ? '' : parts.at(-1);
  return [
    ...(version === '' ? [invalid('owner', [...path, 'apiVersion'], apiVersion, 'version must not be empty')] : []),
    ...Object.entries({ kind, name, uid })
      .filter(([, value]) => value === '')
      .map(([key]) => invalid('owner', [...path, key], '', 'must not be empty')),
    ...(/^\/?v1$/.test(apiVersion) && kind === 'Event'
      ? [invalidWhole('owner', path, owner, '/v1, Kind=Event is disallowed from being an owner')]
      : []),
  ];
}

const FINALIZERS: Path = ['metadata', 'finalizers'];
const STANDARD = ['kubernetes', 'orphan', 'foregroundDeletion'];

/** The same file, ValidateFinalizers, and kubernetes pkg/apis/core/validation, which asks for a domain. */
export function validateFinalizers(finalizers: readonly string[]): readonly Invalid[] {
  const both = ['orphan', 'foregroundDeletion'].every((name) => finalizers.includes(name));
  const unqualified = 'name is neither a standard finalizer name nor is it fully qualified';
  return [
    ...finalizers.flatMap((name, i) =>
      qualifiedNameFaults(name).map((words) => unindexed(invalid('finalizer', [...FINALIZERS, i], name, words))),
    ),
    ...(both
      ? [
          invalidWhole(
            'finalizer',
            FINALIZERS,
            finalizers,
            'finalizer orphan and foregroundDeletion cannot be both set',
          ),
        ]
      : []),
    ...finalizers.flatMap((name, i) =>
      name.includes('/') || STANDARD.includes(name)
        ? []
        : [invalid('finalizer', [...FINALIZERS, i], name, unqualified)],
    ),
  ];
}
