/** The schema of a NetworkPolicy, for the decoder and for editors. */
import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import schema from '../../schemas/networkpolicy.schema.json' with { type: 'json' };
import type { Path } from '../../src/finding.ts';
import { parseTree } from '../../src/manifest/parse.ts';
import { isFault, toJson } from '../../src/manifest/tree.ts';
import { goType, structureAt } from '../../src/policy/structure.ts';
import { structureErrors } from '../../src/policy/structure-errors.ts';

const test = suite('policy/structure');

const PLACES: readonly (readonly [path: Path, field: string, type: string])[] = [
  [['spec'], 'NetworkPolicy.spec', 'v1.NetworkPolicySpec'],
  [['spec', 'policyTypes'], 'NetworkPolicySpec.spec.policyTypes', '[]v1.PolicyType'],
  [['spec', 'policyTypes', 0], 'NetworkPolicySpec.spec.policyTypes', 'v1.PolicyType'],
  [['spec', 'ingress', 3, 'from', 1], 'NetworkPolicyIngressRule.spec.ingress.from', 'v1.NetworkPolicyPeer'],
  [['spec', 'egress', 0, 'ports'], 'NetworkPolicyEgressRule.spec.egress.ports', '[]v1.NetworkPolicyPort'],
  [['spec', 'egress', 0, 'to', 0, 'ipBlock'], 'NetworkPolicyPeer.spec.egress.to.ipBlock', 'v1.IPBlock'],
  [['spec', 'podSelector', 'matchLabels'], 'LabelSelector.spec.podSelector.matchLabels', 'map[string]string'],
  [['spec', 'podSelector', 'matchLabels', 'a.b/c'], 'LabelSelector.spec.podSelector.matchLabels', 'string'],
  [['metadata', 'labels', 'spec'], 'ObjectMeta.metadata.labels', 'string'],
];

for (const [path, field, type] of PLACES) {
  test(`${path.join('.')} is ${type}`, () => {
    const placed = structureAt(path);
    assert.is(placed?.field, field);
    assert.is(placed && goType(placed.structure), type);
  });
}

for (const path of [['status'], ['spec', 'toString'], ['spec', 'ingress', 0, 'to'], ['spec', '__proto__']])
  test(`${path.join('.')} is no field`, () => assert.is(structureAt(path), undefined));

test('the schema is one', () => {
  const ajv = new Ajv({ strict: false });
  assert.ok(ajv.validateSchema(schema), ajv.errorsText());
});

test('every field of a spec is described, there or where it points', () => {
  type Described = { readonly type?: readonly string[]; readonly description?: string; readonly $ref?: string };
  const definitions: Readonly<
    Record<string, Described & { readonly properties?: Readonly<Record<string, Described>> }>
  > = schema.definitions;
  const silent = Object.entries(definitions)
    .filter(([name]) => /^(NetworkPolicy|IPBlock|LabelSelector)/.test(name))
    .flatMap(([name, { properties = {} }]) =>
      Object.entries(properties)
        .filter(([, { description, $ref }]) => {
          const target = definitions[$ref?.replace('#/definitions/', '') ?? ''];
          return description === undefined && target?.description === undefined;
        })
        .map(([key]) => `${name}.${key}`),
    );
  assert.equal(silent, []);
});

test('what the fixtures of other checks hold fits the schema, if the API takes it', () => {
  const folder = new URL('../checks/', import.meta.url);
  let read = 0;
  for (const { name } of readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
    const text = readFileSync(new URL(`${name}/good.yaml`, folder), 'utf8');
    for (const document of text.split(/^---$/m).filter((part) => /^kind: NetworkPolicy$/m.test(part))) {
      const root = parseTree(document);
      if (isFault(root)) throw new Error(`${name}: ${root.message}`);
      const errors = structureErrors(toJson(root)).filter(({ keyword }) => keyword !== 'additionalProperties');
      assert.equal(errors, [], name);
      read++;
    }
  }
  assert.ok(read > 20, String(read));
});

test.run();
