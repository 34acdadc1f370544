/** Two versions of a chart under some values, from policies made by hand. */

import type { ChartDiff, ComparedChoice } from '../../src/chart/compare.ts';
import type { Choice, ChoiceKind } from '../../src/chart/types.ts';
import { diffClusters } from '../../src/diff/diff.ts';
import { clusterOfJson } from '../diff/clusters.ts';
import type { Json } from '../laws/evaluator.ts';

type Rules = readonly Json[];

/** A policy for pods app=NAME with these ingress rules; without any, they are isolated. */
export function np(name: string, ...ingress: Rules): Json {
  const spec = { podSelector: { matchLabels: { app: name } }, policyTypes: ['Ingress'], ingress };
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace: 'shop' }, spec };
}

export function from(app: string, port = 80): Json {
  return { from: [{ podSelector: { matchLabels: { app } } }], ports: [{ port }] };
}

export const ALL: Json = { ports: [{ port: 80 }] };

export const POD: Json = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'shop', labels: { app: 'web' } },
  spec: { containers: [{ name: 'web', image: 'web' }] },
};

function choice(...values: readonly string[]): Choice {
  return values.map((value) => {
    const [path = '', said = 'true'] = value.split('=');
    return { path: path.split('.'), value: JSON.parse(said), kind: 'switch' satisfies ChoiceKind };
  });
}

export function rendered(values: readonly string[], old: readonly Json[], now: readonly Json[]): ComparedChoice {
  const chosen = choice(...values);
  return {
    choice: chosen,
    flags: values.flatMap((value) => ['--set', value.includes('=') ? value : `${value}=true`]),
    outcome: diffClusters(clusterOfJson(old), clusterOfJson(now)),
  };
}

export function failed(values: readonly string[], side: 'old' | 'new' | 'both', message: string): ComparedChoice {
  return { choice: choice(...values), flags: [], outcome: { failed: side, message } };
}

export const WEB: Json = np('web', from('a'));
export const DB: Json = np('db', from('a'));
export const MORE: Json = np('web', from('a'), from('b'));

/** What stands around the changes. */
export const AROUND: Omit<ChartDiff, 'changes' | 'failures' | 'unshared'> = {
  charts: {
    old: { name: 'shop', version: '1.0.0', folder: 'old/shop' },
    new: { name: 'shop', version: '1.1.0', folder: 'shop' },
  },
  helm: '3.17.2',
  sweep: { choices: 40, renders: 80, seed: 1 },
  notes: [],
};
