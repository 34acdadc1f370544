import { DIRECTIONS, type Direction, POLICY_TYPE } from '../../policy/api.ts';
import { isolates } from '../../policy/policy.ts';
import { isOfSpec, meaningOf } from '../unknown/place.ts';
import type { Row } from './row.ts';
import { isForeign, type Site } from './sites.ts';
import { NOBODY_COMPLAINS, podsOf } from './words.ts';

/** The spec itself and its policyTypes. */
export const SPEC_ROWS: readonly Row[] = [
  {
    check: 'emptied-spec',
    field: 'spec',
    shape: ['absent', 'blank', 'empty-map'],
    effect: 'closes',
    severity: 'error',
    is: ({ node }) =>
      `${node === undefined ? 'missing' : node.kind === 'null' ? 'blank' : 'empty'}: the API fills it with an empty podSelector and policyTypes [Ingress]`,
    so: (site) =>
      `Denies all ingress to every pod of the namespace, but for what other policies allow. ${strays(site) === '' ? NOBODY_COMPLAINS : `Helm 3 says nothing; kubectl and Helm 4 refuse ${strays(site)}.`}`,
    write: (site) =>
      strays(site) === ''
        ? 'the spec; `podSelector: {}` and `policyTypes: [Ingress]` if every pod is to be closed.'
        : `${strays(site)} inside of \`spec\`, where the API looks for it.`,
  },
  {
    check: 'emptied-spec',
    field: 'spec',
    shape: ['map'],
    when: ({ node }) => isForeign(node),
    effect: 'closes',
    severity: 'error',
    is: 'without any field of a NetworkPolicy: the API drops what it holds and fills in an empty podSelector',
    so: () =>
      'With lenient clients (Helm 3) it denies all ingress to every pod of the namespace; strict ones refuse the unknown fields.',
    write: 'the spec; `podSelector: {}` and `policyTypes: [Ingress]` if every pod is to be closed.',
  },
  {
    check: 'emptied-policy-types',
    field: 'policyTypes',
    shape: ['blank', 'empty-list'],
    effect: (site) => (isolatesLessThanShown(site) ? 'opens' : isolatesMoreThanShown(site) ? 'closes' : 'varies'),
    severity: (site) => (isolatesMoreThanShown(site) || isolatesLessThanShown(site) ? 'error' : 'warning'),
    is: ({ node, policy }) =>
      `${node?.kind === 'null' ? 'blank' : 'empty'}: the API infers [${policy.spec.policyTypes.join(', ')}] from the rules`,
    so: inferredTypes,
    write: (site) => `the types that are meant, for example \`policyTypes: [${shownTypes(site)}]\`.`,
  },
];

/** Fields of a spec that stand outside of it. */
function strays({ policy: { root, unknown } }: Site): string {
  const paths = unknown.filter((path) => isOfSpec(path, meaningOf(root, path)));
  return paths.map((path) => `\`${path.join('.')}\``).join(', ');
}

function shows({ holder }: Site, direction: Direction): boolean {
  return holder?.entries.has(direction) ?? false;
}

function isolatesMoreThanShown(site: Site): boolean {
  return isolates(site.policy.spec, 'ingress') && !shows(site, 'ingress');
}

function isolatesLessThanShown(site: Site): boolean {
  return shows(site, 'egress') && !isolates(site.policy.spec, 'egress');
}

function inferredTypes(site: Site): string {
  const pods = podsOf(site.policy);
  const sentences: string[] = [];
  if (isolatesMoreThanShown(site))
    sentences.push(
      `Denies all ingress to ${pods}, but for what other policies allow, though this one has no ingress key.`,
    );
  if (isolatesLessThanShown(site)) sentences.push(`Egress of ${pods} is not isolated: the egress key does nothing.`);
  if (sentences.length === 0) sentences.push('The inference happens to agree with the rules that stand here today.');
  return `${sentences.join(' ')} A live object keeps the types it was created with, whatever the rules become.`;
}

/** The types that the keys of the spec suggest. */
function shownTypes(site: Site): string {
  const shown = DIRECTIONS.filter((direction) => shows(site, direction)).map((direction) => POLICY_TYPE[direction]);
  return (shown.length > 0 ? shown : site.policy.spec.policyTypes).join(', ');
}
