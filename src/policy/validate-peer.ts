import type { Path } from '../finding.ts';
import type { IpBlock, Peer } from './api.ts';
import { type Cidr, isStrictlyWithin, parseCidr } from './cidr.ts';
import { cidrWarnings, NO_CIDR, strictCidrFault } from './cidr-words.ts';
import { fieldOf, forbidden, type Invalid, invalid, invalidWords, required } from './invalid.ts';
import { validateSelector } from './validate-selector.ts';
import type { KubernetesVersion } from './version.ts';

/** Which words a server has for addresses, and whether it refuses those of odd forms. */
export type CidrRules = { readonly version: KubernetesVersion; readonly strict: boolean };

/** kubernetes pkg/apis/networking/validation, ValidateNetworkPolicyPeer. */
export function validatePeer(peer: Peer, path: Path, rules: CidrRules): readonly Invalid[] {
  const { podSelector, namespaceSelector, ipBlock } = peer;
  const selects = podSelector !== undefined || namespaceSelector !== undefined;
  return [
    ...(podSelector === undefined ? [] : validateSelector(podSelector, [...path, 'podSelector'])),
    ...(namespaceSelector === undefined ? [] : validateSelector(namespaceSelector, [...path, 'namespaceSelector'])),
    ...(ipBlock === undefined ? [] : validateBlock(ipBlock, [...path, 'ipBlock'], rules)),
    ...(selects || ipBlock !== undefined ? [] : [required('peer-missing', path, 'must specify a peer')]),
    ...(selects && ipBlock !== undefined
      ? [forbidden('peer-mixed', path, 'may not specify both ipBlock and another peer')]
      : []),
  ];
}

/** ValidateIPBlock: without a block there is nothing that exceptions could be compared with. */
function validateBlock({ cidr, except = [] }: IpBlock, path: Path, rules: CidrRules): readonly Invalid[] {
  const at = [...path, 'cidr'];
  if (cidr === '') return [required('cidr-missing', at)];
  const outer = parseCidr(cidr);
  if (outer === undefined) return [invalid('cidr', at, cidr, NO_CIDR)];
  return [
    ...validateForm(cidr, outer, at, rules),
    ...except.flatMap((text, i) => validateException(text, outer, [...path, 'except', i], rules)),
  ];
}

function validateException(text: string, outer: Cidr, path: Path, rules: CidrRules): readonly Invalid[] {
  const inner = parseCidr(text);
  if (inner === undefined) return [invalid('cidr', path, text, NO_CIDR)];
  return [
    ...validateForm(text, inner, path, rules),
    ...(isStrictlyWithin(inner, outer) ? [] : [invalid('except', path, text, 'must be a strict subset of `cidr`')]),
  ];
}

/** What parses and is yet no block of addresses by the book: refused, warned of or taken, release by release. */
function validateForm(text: string, cidr: Cidr, path: Path, { version, strict }: CidrRules): readonly Invalid[] {
  const fault = strictCidrFault(cidr);
  if (fault !== undefined && strict) return [invalid('cidr-form', path, text, fault)];
  const later = fault === undefined ? {} : { later: invalidWords(text, fault) };
  const told = { path, field: fieldOf(path), reason: 'cidr-form' as const, ...later };
  const warnings = cidrWarnings(text, version);
  if (warnings.length > 0) return warnings.map((detail) => ({ ...told, detail, answer: 'warned' as const }));
  return fault === undefined ? [] : [{ ...told, detail: invalidWords(text, fault), answer: 'silent' }];
}
