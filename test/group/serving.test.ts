/** Which Services lead to workloads: what asking each of them would tell, in the order of the stream. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Cluster } from '../../src/group/cluster.ts';
import { servicesFor } from '../../src/group/serving.ts';
import type { Service } from '../../src/policy/workload.ts';
import { workloadOf } from '../workloads.ts';

const test = suite('group/serving');

type Labels = Readonly<Record<string, string>>;

const SERVICES: readonly [name: string, namespace: string, selector: Labels | undefined][] = [
  ['web', 'shop', { app: 'web' }],
  ['web-front', 'shop', { tier: 'front', app: 'web' }],
  ['web-of-bank', 'bank', { app: 'web' }],
  ['web-again', 'shop', { app: 'web' }],
  ['front-web', 'shop', { app: 'web', tier: 'front' }],
  ['nobody', 'shop', {}],
  ['outside', 'shop', undefined],
  ['api', 'shop', { app: 'api' }],
];

/** The namespace and labels of workloads, and who leads to any of them. */
const LED: readonly [string, readonly (readonly [string, Labels])[], readonly string[]][] = [
  ['alike Services all', [['shop', { app: 'web' }]], ['web', 'web-again']],
  [
    'whatever the order of labels',
    [['shop', { app: 'web', tier: 'front' }]],
    ['web', 'web-front', 'web-again', 'front-web'],
  ],
  ['those of the namespace', [['bank', { app: 'web', tier: 'front' }]], ['web-of-bank']],
  [
    'each once, in the order of the stream',
    [
      ['shop', { app: 'api' }],
      ['shop', { app: 'web' }],
      ['shop', { app: 'web' }],
    ],
    ['web', 'web-again', 'api'],
  ],
  ['none for other labels', [['shop', { tier: 'front' }]], []],
  ['none without labels', [['shop', {}]], []],
];

for (const [fact, made, names] of LED) {
  test(fact, () => {
    const workloads = made.map(([namespace, labels], i) => workloadOf(`Deployment d${i}`, { namespace, labels }));
    const cluster = { services: SERVICES.map(serviceOf) } as unknown as Cluster;
    assert.equal(
      servicesFor(cluster, workloads).map(({ ref }) => ref.name),
      names,
    );
  });
}

function serviceOf([name, namespace, selector]: (typeof SERVICES)[number]): Service {
  return {
    ref: { apiVersion: 'v1', kind: 'Service', namespace, name },
    namespace,
    selector: selector && new Map(Object.entries(selector)),
    isHeadless: false,
    ports: [],
  };
}

test.run();
