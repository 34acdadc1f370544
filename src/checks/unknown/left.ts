import type { Path } from '../../finding.ts';
import { DIRECTIONS, type Direction, PEERS, type Peer, POLICY_TYPE, type Rule, type Spec } from '../../policy/api.ts';
import type { Cni } from '../../policy/cni.ts';
import { isolates, type Policy, ruleCount } from '../../policy/policy.ts';
import { type Treatment, treatmentBy } from '../cni/dead.ts';
import { describePeers, describePorts, opening, podsOf } from '../emptied/words.ts';
import { directionOf } from './place.ts';

/** What the field's absence makes of the rule or of the policy that held it, in whole sentences. `spec` is already without it. */
export function leftWithout(policy: Policy, path: Path, cni: Cni): string {
  const direction = directionOf(path);
  const rule = direction === undefined ? undefined : policy.spec[direction]?.[Number(path[2])];
  if (direction === undefined || rule === undefined) return policyLeft(policy);
  const peer = path[3] === PEERS[direction] ? rule[PEERS[direction]]?.[Number(path[4])] : undefined;
  return ruleLeft(policy, direction, rule, { peer, cni });
}

function ruleLeft(
  policy: Policy,
  direction: Direction,
  rule: Rule,
  { peer, cni }: { readonly peer: Peer | undefined; readonly cni: Cni },
): string {
  const peers = peer === undefined ? rule[PEERS[direction]] : [peer];
  const opened = opening(direction, podsOf(policy), describePorts(rule.ports), describePeers(peers));
  const does = `${opened.charAt(0).toLowerCase()}${opened.slice(1)}`;
  if (isolates(policy.spec, direction)) return `The rule that is left ${does}`;
  return `policyTypes does not list ${POLICY_TYPE[direction]}; ${deadLeft(does, treatmentBy(cni))}`;
}

function deadLeft(does: string, treatment: Treatment | undefined): string {
  switch (treatment?.does) {
    case 'enforced':
      return `${treatment.name} enforces the rule all the same: what is left ${does}`;
    case 'ignored':
      return `${treatment.name} ignores the rule. Once the direction is listed, what is left ${does}`;
    case 'added':
      return `${treatment.name} counts the rule where other policies isolate the pods: there, what is left ${does}`;
    default:
      return `on CNIs that enforce the rule all the same, what is left ${does}`;
  }
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
