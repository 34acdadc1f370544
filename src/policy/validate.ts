import { DIRECTIONS, type Direction, PEERS, POLICY_TYPE, type Spec } from './api.ts';
import type { Decoded } from './decode.ts';
import { type Invalid, unsupported } from './invalid.ts';
import { quote } from './quote.ts';
import { validateMetadata } from './validate-metadata.ts';
import { type CidrRules, validatePeer } from './validate-peer.ts';
import { validatePort } from './validate-port.ts';
import { validateSelector } from './validate-selector.ts';
import { isSince, type KubernetesVersion, NEWEST_VERSION } from './version.ts';

/**
 * All that the API server's validation says when a policy is created, in its order (kubernetes
 * pkg/apis/networking/validation/validation.go, ValidateNetworkPolicy; pkg/registry/networking/networkpolicy/strategy.go).
 * A server that refuses the policy says none of the warnings. `strict` is the gate StrictIPCIDRValidation.
 */
export function validatePolicy(
  { metadata, spec }: Pick<Decoded, 'metadata' | 'spec'>,
  version: KubernetesVersion,
  strict: boolean = isSince(version, 36),
): readonly Invalid[] {
  return [...validateMetadata(metadata), ...validateSpec(spec, { version, strict })];
}

/** The same for the spec alone (ValidateNetworkPolicySpec). */
function validateSpec(spec: Spec, rules: CidrRules): readonly Invalid[] {
  return [
    ...validateSelector(spec.podSelector, ['spec', 'podSelector']),
    ...DIRECTIONS.flatMap((direction) => validateRules(spec, direction, rules)),
    ...validateTypes(spec.policyTypes),
  ];
}

/**
 * The first reason why the API server would refuse a decoded spec (HTTP 422), in its words, or undefined. A policy that is
 * refused must not drag others along.
 */
export function invalidity(spec: Spec, version: KubernetesVersion = NEWEST_VERSION): string | undefined {
  const known = version === NEWEST_VERSION ? invalidities.get(spec) : undefined;
  if (known !== undefined) return known.reason;
  const refusal = validateSpec(spec, { version, strict: isSince(version, 36) }).find(isRefusal);
  const reason = refusal && answerOf(refusal);
  if (version !== NEWEST_VERSION) return reason;
  invalidities.set(spec, { reason });
  return reason;
}

/** Several ask the same of one spec. */
const invalidities = new WeakMap<Spec, { readonly reason: string | undefined }>();

/** Whether the server refuses the policy for it. */
export function isRefusal({ answer }: Invalid): boolean {
  return answer === 'refused';
}

/** The server's words with the path in front. */
export function answerOf({ field, detail }: Invalid): string {
  return `${field}: ${detail}`;
}

function validateRules(spec: Spec, direction: Direction, rules: CidrRules): readonly Invalid[] {
  const path = ['spec', direction];
  return (spec[direction] ?? []).flatMap((rule, i) => [
    ...(rule.ports ?? []).flatMap((port, j) => validatePort(port, [...path, i, 'ports', j])),
    ...(rule[PEERS[direction]] ?? []).flatMap((peer, j) =>
      validatePeer(peer, [...path, i, PEERS[direction], j], rules),
    ),
  ]);
}

function validateTypes(types: readonly string[]): readonly Invalid[] {
  const known = DIRECTIONS.map((direction): string => POLICY_TYPE[direction]);
  const path = ['spec', 'policyTypes'];
  if (types.length > known.length) {
    const detail = `Invalid value: []v1.PolicyType{${types.map(quote).join(', ')}}: may not specify more than two policyTypes`;
    return [{ path, field: path.join('.'), detail, reason: 'policy-types', answer: 'refused' }];
  }
  return types.flatMap((type, i) =>
    known.includes(type) ? [] : [unsupported('policy-type', [...path, i], type, known)],
  );
}
