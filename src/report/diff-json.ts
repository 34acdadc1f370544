import type { Change, Diff, Subject, Variation, WorkloadChange } from '../diff/types.ts';
import { rangeText } from '../traffic/addresses.ts';
import { ABSENT, axisParts, type Bearer } from '../traffic/box.ts';
import { hasOtherProtocols, namesOf, numbersOf, type PortSet, PROTOCOLS } from '../traffic/ports.ts';
import { isNoValue, type Values } from '../traffic/values.ts';
import { VERSION } from '../version.ts';
import { textsOf } from './diff-lines.ts';
import { countsOf } from './diff-words.ts';
import { writeJson } from './write-json.ts';

/** The diff for machines; its shape is schemas/diff.schema.json. */
export function diffJson(diff: Diff, notes: readonly string[]): string {
  return writeJson({ version: 1, tool: { name: 'netpolish', version: VERSION }, ...diffForMachines(diff), notes });
}

/** What a diff tells, as data. */
export function diffForMachines(diff: Diff): object {
  return {
    policies: diff.policies,
    summary: countsOf(diff),
    subjects: diff.subjects.map(subject),
    moved: diff.moved,
    movedComplete: !diff.areMovesCut,
    workloads: diff.workloads.map(workload),
    namespaces: diff.namespaces,
    uncounted: diff.uncounted,
  };
}

function subject({ gained, lost, varies, isCut, ...rest }: Subject): object {
  return {
    ...rest,
    complete: !isCut,
    gained: gained.map(change),
    lost: lost.map(change),
    varies: varies.map((one: Variation) => ({ ...change(one), only: one.only })),
  };
}

function workload({ gained, lost, isCut, ...rest }: WorkloadChange): object {
  return { ...rest, complete: !isCut, gained: gained.map(change), lost: lost.map(change) };
}

/** `connections` is exact; the texts beside it are for reading. */
function change(one: Change): object {
  const { direction, cause, box, witness } = one;
  const { peers, ports, example } = textsOf(one);
  const isPod = box.sort === 'pods' || box.sort === 'namespaces' || box.sort === 'own pods';
  const connections = {
    peer: box.sort,
    subject: labels(box.labels, 'subject'),
    ...(isPod && { namespace: labels(box.labels, 'namespace'), pod: labels(box.labels, 'pod') }),
    ...((box.sort === 'IPv4' || box.sort === 'IPv6') && { addresses: box.addresses.map(rangeText) }),
    ports: portsOf(box.ports),
  };
  return { direction, cause, peers, ports, example, witness, connections };
}

/** What is asked of each label: one of `values` (`in`), or none of them; `missing`: it may be missing. */
function labels(all: Change['box']['labels'], bearer: Bearer): readonly object[] {
  return [...all]
    .filter(([name, states]) => axisParts(name)[0] === bearer && (states.in || states.values.size > 0))
    .map(([name, states]) => ({ key: axisParts(name)[1], ...stated(states) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}

function stated(states: Values): {
  readonly in: boolean;
  readonly values: readonly string[];
  readonly missing: boolean;
} {
  const values = [...states.values].filter((value) => value !== ABSENT).sort();
  return { in: states.in, values, missing: states.values.has(ABSENT) === states.in };
}

/** Numbers as `first-last` pairs, both inclusive; `names` of the pod's container ports. */
function portsOf(ports: PortSet): object {
  const protocols = PROTOCOLS.flatMap((protocol) => {
    const numbers = numbersOf(ports, protocol).map(([from, to]) => [from, to - 1]);
    const names = namesOf(ports, protocol);
    if (numbers.length === 0 && isNoValue(names)) return [];
    return [{ protocol, numbers, names: { in: names.in, values: [...names.values].sort() } }];
  });
  return { protocols, others: hasOtherProtocols(ports) };
}
