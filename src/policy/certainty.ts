import type { LabelSelector, Requirement } from './api.ts';
import type { Namespace, Workload } from './workload.ts';

/** What manifests tell about a question that only the cluster can settle. */
export type Certainty = 'yes' | 'no' | 'maybe';

/** What is known of one label: its value, that it is there with a value nobody knows, or nothing at all. */
export type LabelState = { readonly value: string } | 'absent' | 'present' | 'unknown';

/** Looks one label up. */
export type Labels = (key: string) => LabelState;

/** Whether all hold. */
export function allOf(answers: Iterable<Certainty>): Certainty {
  let all: Certainty = 'yes';
  for (const answer of answers) {
    if (answer === 'no') return 'no';
    if (answer === 'maybe') all = 'maybe';
  }
  return all;
}

/** Whether one of them holds. */
export function anyOf(answers: Iterable<Certainty>): Certainty {
  let any: Certainty = 'no';
  for (const answer of answers) {
    if (answer === 'yes') return 'yes';
    if (answer === 'maybe') any = 'maybe';
  }
  return any;
}

/** Whether it does not hold. */
export function not(answer: Certainty): Certainty {
  return answer === 'maybe' ? 'maybe' : answer === 'yes' ? 'no' : 'yes';
}

/** Whether a selector matches, by what is known of the labels. */
export function selects({ matchLabels = {}, matchExpressions = [] }: LabelSelector, labels: Labels): Certainty {
  let all: Certainty = 'yes';
  for (const [key, value] of Object.entries(matchLabels)) {
    const answer = isOneOf(labels(key), [value]);
    if (answer === 'no') return 'no';
    if (answer === 'maybe') all = 'maybe';
  }
  return matchExpressions.length === 0 ? all : allOf([all, ...matchExpressions.map((one) => meets(one, labels))]);
}

/** Whether a label is there. */
export function isThere(state: LabelState): Certainty {
  return state === 'unknown' ? 'maybe' : state === 'absent' ? 'no' : 'yes';
}

/** Whether a label is there with one of these values. */
export function isOneOf(state: LabelState, values: readonly string[]): Certainty {
  if (typeof state === 'object') return values.includes(state.value) ? 'yes' : 'no';
  return state === 'absent' ? 'no' : 'maybe';
}

/** The labels of a workload's pods. */
export function podLabels({ labels, addedLabels }: Pick<Workload, 'labels' | 'addedLabels'>): Labels {
  return (key) => {
    const value = labels.get(key);
    if (value !== undefined) return { value };
    if (addedLabels === 'any') return 'unknown';
    return addedLabels.includes(key) ? 'present' : 'absent';
  };
}

/** The label that every namespace has since Kubernetes 1.21 (KEP-2161). */
export const NAMESPACE_NAME = 'kubernetes.io/metadata.name';

/**
 * The labels of a namespace, `name` being '' where nobody knows it. Labels with a prefix that its manifest lacks may come
 * from a platform or an operator (`pod-security.kubernetes.io/…`, `openshift.io/…`), those without one are written by people.
 */
export function namespaceLabels(name: string, namespace: Namespace | undefined): Labels {
  return (key) => {
    if (key === NAMESPACE_NAME) return name === '' ? 'unknown' : { value: name };
    const value = namespace?.labels.get(key);
    if (value !== undefined) return { value };
    return namespace === undefined || key.includes('/') ? 'unknown' : 'absent';
  };
}

function meets({ key, operator, values = [] }: Requirement, labels: Labels): Certainty {
  const state = labels(key);
  switch (operator) {
    case 'In':
      return isOneOf(state, values);
    case 'NotIn':
      return not(isOneOf(state, values));
    case 'Exists':
      return isThere(state);
    case 'DoesNotExist':
      return not(isThere(state));
    default:
      return 'maybe';
  }
}
