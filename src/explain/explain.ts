import type { Cluster } from '../group/cluster.ts';
import type { Direction } from '../policy/api.ts';
import type { Certainty } from '../policy/certainty.ts';
import {
  arePortsWithin,
  intersectPorts,
  isNoPort,
  numeric,
  type PortSet,
  portsMeet,
  subtractPorts,
  unitePorts,
} from '../traffic/ports.ts';
import { met } from './connectivity.ts';
import { doubtsOf } from './doubts.ts';
import type { NamedEnd } from './named-end.ts';
import { type Near, nearRules } from './near-rules.ts';
import { type Answer, EVERYTHING, resolved } from './resolved.ts';
import { type Isolating, isolatingPolicies, type RuleView, sideOf } from './side.ts';

/** What was found; `some ports` and `depends` are about the ports that were asked of. */
export type Verdict = 'allowed' | 'denied' | 'some ports' | 'depends';

/** A verdict with the ports it is about: allowed for certain, and those that only may be. */
export type Judged = { readonly verdict: Verdict; readonly ports: PortSet; readonly perhaps: PortSet };

/** What decides at one end of a connection. An address has no policies: `of` tells. */
export type EndView = Judged & {
  readonly direction: Direction;
  readonly of: NamedEnd;
  readonly isolating: readonly Isolating[];
  readonly isolated: Certainty;
  /** How many rules these policies have. */
  readonly rules: number;
  /** The rules that allow something of what was asked, or may. */
  readonly allowing: readonly RuleView[];
  /** Where nothing is allowed: the rules that come nearest. */
  readonly nearest: readonly Near[];
  /** Why it depends; empty where it does not. */
  readonly doubts: readonly string[];
};

/** The answer about one connection. */
export type Explained = Judged & {
  readonly from: NamedEnd;
  readonly to: NamedEnd;
  readonly egress: EndView;
  readonly ingress: EndView;
  readonly doubts: readonly string[];
};

/** Explains a connection from one end to another for some ports, given as numbers of the destination. */
export function explainConnection(cluster: Cluster, from: NamedEnd, to: NamedEnd, asked: PortSet): Explained {
  const egress = endView(cluster, 'egress', from, to, asked);
  const ingress = endView(cluster, 'ingress', to, from, asked);
  const judged = judge(met(answerOf(egress), answerOf(ingress)), asked);
  const doubts = judged.verdict === 'depends' ? [...new Set([...egress.doubts, ...ingress.doubts])] : [];
  return { from, to, ...judged, egress, ingress, doubts };
}

function endView(cluster: Cluster, direction: Direction, of: NamedEnd, other: NamedEnd, asked: PortSet): EndView {
  const destination = direction === 'egress' ? other.end : of.end;
  if (of.end.kind === 'addresses') return free(direction, of, judge(EVERYTHING, asked));
  const side = sideOf(isolatingPolicies(cluster, of.end, direction), direction, other.end, cluster.namespace);
  const judged = judge(resolved(side.answer, destination), asked);
  const reached = (rule: RuleView): Answer => resolved({ sure: rule.ports, possible: rule.ports }, destination);
  const allowing = side.rules.filter((rule) => rule.reaches !== 'no' && portsMeet(reached(rule).possible, asked));
  return {
    direction,
    of,
    ...judged,
    isolating: side.isolating,
    isolated: side.isolated,
    rules: side.rules.length,
    allowing,
    nearest: judged.verdict === 'denied' ? nearRules(side.rules, (rule) => portsMeet(reached(rule).sure, asked)) : [],
    doubts:
      judged.verdict === 'depends' || !isNoPort(judged.perhaps)
        ? doubtsOf(of, other, direction, side.isolating, allowing, cluster.namespace)
        : [],
  };
}

function free(direction: Direction, of: NamedEnd, judged: Judged): EndView {
  return { direction, of, ...judged, isolating: [], isolated: 'no', rules: 0, allowing: [], nearest: [], doubts: [] };
}

function answerOf({ ports, perhaps }: Judged): Answer {
  return { sure: ports, possible: numeric(unitePorts(ports, perhaps).numbers) };
}

function judge({ sure, possible }: Answer, asked: PortSet): Judged {
  const ports = numeric(intersectPorts(sure, asked).numbers);
  const most = intersectPorts(possible, asked);
  const perhaps = numeric(subtractPorts(most, ports).numbers);
  return { verdict: verdictOf(ports, perhaps, asked), ports, perhaps };
}

function verdictOf(ports: PortSet, perhaps: PortSet, asked: PortSet): Verdict {
  if (perhaps.numbers.length > 0) return 'depends';
  if (ports.numbers.length === 0) return 'denied';
  return arePortsWithin(numeric(asked.numbers), ports) ? 'allowed' : 'some ports';
}
