import type { Effect } from '../../finding.ts';
import type { Direction } from '../../policy/api.ts';
import { atStart, type Cni, type DeadRules, traitsOf } from '../../policy/cni.ts';
import { type Policy, ruleCount } from '../../policy/policy.ts';
import type { Context, Report } from '../check.ts';
import { podsOf } from '../emptied/words.ts';
import { type Isolating, isGroupIsolated, isolatingAround } from './isolating.ts';

/** What a plugin makes of rules of a direction that policyTypes does not list. */
export type Treatment = { readonly does: DeadRules; readonly name: string };

/** What the plugin of the cluster makes of them; undefined where nobody said which it is, and where nobody knows. */
export function treatmentBy(cni: Cni): Treatment | undefined {
  const traits = traitsOf(cni);
  return traits?.deadRules && { does: traits.deadRules.does, name: traits.name };
}

/** Dead rules, and what stands around them. */
export type Scene = Isolating & {
  /** `ingress to pods app=web`. */
  readonly traffic: string;
  /** There is one rule. */
  readonly one: boolean;
  /** They allow everything. */
  readonly all: boolean;
  /** Another policy of the group isolates the direction. */
  readonly inGroup: boolean;
};

/** Looks at the dead rules of one direction. */
export function sceneOf(policy: Policy, direction: Direction, { group, stream }: Context): Scene {
  return {
    traffic: `${direction} ${direction === 'ingress' ? 'to' : 'from'} ${podsOf(policy)}`,
    one: ruleCount(policy.spec, direction) === 1,
    all: (policy.spec[direction] ?? []).some((rule) => Object.keys(rule).length === 0),
    inGroup: isGroupIsolated(group, direction),
    ...isolatingAround(stream.cluster(), policy, direction),
  };
}

/**
 * What becomes of the rules: on the plugin of the cluster, or on those that differ. An allow-all makes no difference where
 * nothing closes the direction in the first place.
 */
export function tell(scene: Scene, cni: Cni): Pick<Report, 'severity' | 'effect' | 'so'> {
  const treatment = treatmentBy(cni);
  const isQuiet = scene.all && (treatment === undefined ? !scene.near : scene.others === 'none');
  const severity = isQuiet ? 'info' : 'warning';
  if (treatment === undefined) return { severity, effect: 'varies', so: tellAll(scene) };
  return { severity, ...TOLD[treatment.does](scene, atStart(treatment.name)) };
}

type Tell = (scene: Scene, name: string) => { readonly effect: Effect; readonly so: string };

const TOLD: Readonly<Record<DeadRules, Tell>> = {
  ignored: (scene, name) => ({
    effect: 'ignored',
    so: `${name} ignores ${rulesOf(scene)}: ${withoutThem(scene, scene.others === 'of all')}.`,
  }),
  enforced: (scene, name) => {
    const { others, traffic, all } = scene;
    const so = `${name} enforces ${rulesOf(scene)} all the same`;
    if (others === 'of all') return { effect: 'opens', so: `${so}: ${besideOthers(scene)}.` };
    if (!all) return { effect: 'closes', so: `${so}: ${closedBut(scene, others === 'of some')}.` };
    if (others === 'none') return { effect: 'ignored', so: `${so}: all ${traffic} is allowed, as it is without.` };
    return { effect: 'opens', so: `${so}: all ${traffic} is allowed, also where other policies isolate these pods.` };
  },
  added: (scene, name) => {
    const { others, traffic, one } = scene;
    const isolated = `${name} isolates nobody for ${rulesOf(scene)}`;
    const counted = `what ${allow(scene)} is open`;
    if (others === 'of all')
      return {
        effect: 'opens',
        so: `${isolated}, but ${one ? 'it counts' : 'they count'} beside policies that do: ${besideOthers(scene)}.`,
      };
    const open = `this policy leaves ${traffic} open`;
    if (others === 'none') return { effect: 'ignored', so: `${isolated}: ${open}.` };
    return { effect: 'opens', so: `${isolated}: ${open}. Where other policies isolate these pods, ${counted}.` };
  },
};

function tellAll(scene: Scene): string {
  const enforced = scene.all ? `it allows all ${scene.traffic}` : closedBut(scene, scene.inGroup);
  return (
    `Calico and kube-network-policies ignore ${rulesOf(scene)}: ${withoutThem(scene, scene.inGroup)}. ` +
    `Cilium, Antrea and the AWS VPC CNI enforce ${scene.one ? 'it' : 'them'}: ${enforced}.`
  );
}

function rulesOf({ one }: Scene): string {
  return one ? 'the rule' : 'the rules';
}

function allow({ one }: Scene): string {
  return one ? 'it allows' : 'they allow';
}

function withoutThem({ traffic }: Scene, areOthers: boolean): string {
  return areOthers ? `other policies alone decide about ${traffic}` : `this policy leaves ${traffic} open`;
}

function closedBut(scene: Scene, areOthers: boolean): string {
  return `${scene.traffic} is closed but for what ${allow(scene)}${areOthers ? ' and what other policies allow' : ''}`;
}

function besideOthers(scene: Scene): string {
  if (scene.all) return `all ${scene.traffic} is allowed, whatever other policies leave closed`;
  return `what ${allow(scene)} is open, beside what other policies allow of ${scene.traffic}`;
}
