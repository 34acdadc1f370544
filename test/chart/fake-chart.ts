import { applied } from '../../src/chart/apply.ts';
import type { ChartValue } from '../../src/chart/chart-value.ts';
import { failureOf } from '../../src/chart/failure.ts';
import { helmWords } from '../../src/chart/helm-words.ts';
import { judging, type Outcome } from '../../src/chart/outcome.ts';
import { type Renders, rendersOf } from '../../src/chart/renders.ts';
import { type Swept, sweep } from '../../src/chart/sweep.ts';
import type { Choice } from '../../src/chart/types.ts';
import type { Json } from '../../src/manifest/tree.ts';
import { CHECKING } from '../checks/golden.ts';

/** A chart of one template in TypeScript: what it prints of its values; Helm's words where it throws them. */
export type FakeChart<V> = {
  readonly values: V & Json;
  readonly reads: readonly ChartValue[];
  readonly print: (values: V) => string;
};

/** Its renders, and the choices that were rendered, as words for Helm. */
export const fakeRenders = <V>(
  { values, print }: Omit<FakeChart<V>, 'reads'>,
  renders = 10_000,
  cores = 2,
): { readonly renders: Renders; readonly log: readonly string[] } => {
  const log: string[] = [];
  const { judge } = judging(CHECKING);
  const render = async (choice: Choice): Promise<Outcome> => {
    log.push(words(choice));
    try {
      return judge(Buffer.from(print(applied(values, choice) as V)));
    } catch (error) {
      return { failure: failureOf(String(error)) };
    }
  };
  const budget = { renders, milliseconds: Number.POSITIVE_INFINITY };
  return {
    renders: rendersOf(render, { budget, cores, progress: { expect: () => {}, done: () => {} }, now: () => 0 }),
    log,
  };
};

/** A sweep of it; no line of a template is known. */
export const fakeSweep = async <V>(
  chart: FakeChart<V>,
  { seed = 1, budget = 10_000 }: { readonly seed?: number; readonly budget?: number } = {},
): Promise<Swept & { readonly log: readonly string[] }> => {
  const { renders, log } = fakeRenders(chart, budget);
  const swept = await sweep({ values: chart.reads, renders, seed, spotOf: async () => undefined });
  return { ...swept, log };
};

/** `check policy severity: values` of each fault. */
export const faultsTold = ({ found }: Swept): readonly string[] =>
  found.map(({ finding, choice }) =>
    [`${finding.check} ${finding.policy?.name} ${finding.severity}:`, words(choice) || 'defaults'].join(' '),
  );

/** A choice without the flags' names. */
export const words = (choice: Choice): string =>
  helmWords(choice)
    .filter((_, i) => i % 2 === 1)
    .join(' ');

/** A policy with these rules, as Helm prints it. */
export const printed = (name: string, ...ingress: readonly string[]): string =>
  [
    '---',
    '# Source: shop/templates/np.yaml',
    'apiVersion: networking.k8s.io/v1',
    'kind: NetworkPolicy',
    `metadata: {name: ${name}, namespace: web}`,
    'spec:',
    `  podSelector: {matchLabels: {app: ${name}}}`,
    '  policyTypes: [Ingress]',
    '  ingress:',
    ...ingress.map((rule) => `    - ${rule}`),
    '',
  ].join('\n');

/** Rules: one that is right, and one whose `from` came out empty. */
export const GOOD = '{from: [{podSelector: {matchLabels: {app: a}}}], ports: [{port: 80}]}';
export const BARE = '{from: , ports: [{port: 9090}]}';
