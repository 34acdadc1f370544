import type { Path } from '../../finding.ts';
import { DIRECTIONS, type Direction, PEERS, type Peer, POLICY_TYPE, type Rule, type Spec } from '../../policy/api.ts';
import { isolates, type Policy, ruleCount } from '../../policy/policy.ts';
import { describePeers, describePorts, opening, podsOf } from '../emptied/words.ts';
import { directionOf } from './place.ts';

/** What is left of a policy once a field is dropped, in whole sentences; `refused`: the API does not take the rest. */
export type Left = { readonly so: string; readonly refused: boolean };

/** What the field's absence makes of the rule or of the policy that held it. `spec` is already without it. */
export function leftWithout(policy: Policy, path: Path): Left {
  const direction = directionOf(path);
  const rule = direction === undefined ? undefined : policy.spec[direction]?.[Number(path[2])];
  if (direction === undefined || rule === undefined) return { so: policyLeft(policy), refused: false };
  const peer = path[3] === PEERS[direction] ? rule[PEERS[direction]]?.[Number(path[4])] : undefined;
  const refusal = peer && peerRefusal(peer);
  if (refusal !== undefined) return { so: `The API refuses the peer that is left: ${refusal}.`, refused: true };
  return { so: ruleLeft(policy, direction, rule, peer), refused: false };
}

function ruleLeft(policy: Policy, direction: Direction, rule: Rule, peer: Peer | undefined): string {
  const peers = peer === undefined ? rule[PEERS[direction]] : [peer];
  const opened = opening(direction, podsOf(policy), describePorts(rule.ports), describePeers(peers));
  const does = `${opened.charAt(0).toLowerCase()}${opened.slice(1)}`;
  if (isolates(policy.spec, direction)) return `The rule that is left ${does}`;
  return `policyTypes does not list ${POLICY_TYPE[direction]}; on CNIs that enforce the rule all the same, what is left ${does}`;
}

/** Why the API would not take the rest of a peer (kubernetes pkg/apis/networking/validation/validation.go). */
function peerRefusal({ podSelector, namespaceSelector, ipBlock }: Peer): string | undefined {
  if (ipBlock !== undefined) return ipBlock.cidr === '' ? '422, ipBlock.cidr: Required value' : undefined;
  if (podSelector === undefined && namespaceSelector === undefined) return '422, Required value: must specify a peer';
  const requirements = [podSelector, namespaceSelector].flatMap((selector) => selector?.matchExpressions ?? []);
  const isCut = requirements.some(({ key, operator }) => key === '' || operator === '');
  return isCut ? '422, a label requirement without key or operator' : undefined;
}

/** What a policy does, in one sentence: whom it selects, and what becomes of either direction. */
function policyLeft(policy: Policy): string {
  const does = DIRECTIONS.map((direction) => directionLeft(policy.spec, direction));
  return `The policy that is left selects ${podsOf(policy)}, ${does.join(' and ')}.`;
}

function directionLeft(spec: Spec, direction: Direction): string {
  if (!isolates(spec, direction)) return `does not isolate ${direction}`;
  const rules = ruleCount(spec, direction);
  if (rules === 0) return `denies all ${direction}`;
  const all = (spec[direction] ?? []).some((rule) => Object.keys(rule).length === 0);
  return all ? `allows all ${direction}` : `limits ${direction} to ${rules === 1 ? 'one rule' : `${rules} rules`}`;
}
