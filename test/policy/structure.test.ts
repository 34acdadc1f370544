/** The schema of a NetworkPolicy, for the decoder and for editors. */
import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import schema from '../../schemas/networkpolicy.schema.json' with { type: 'json' };
import type { Path } from '../../src/finding.ts';
import { parseTree } from '../../src/manifest/parse.ts';
import { isFault, type Json, toJson } from '../../src/manifest/tree.ts';
import { goType, NETWORK_POLICY, structureAt, surelyFits } from '../../src/policy/structure.ts';
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

const VALUES: readonly Json[] = [
  null,
  '',
  'Ingress',
  'TCP',
  '10.0.0.0/8',
  80,
  -1,
  1.5,
  2 ** 31,
  -(2 ** 31),
  2 ** 60,
  true,
  [],
  {},
];
const KEYS = [
  ...new Set(JSON.stringify(schema.definitions).match(/(?<=")[a-zA-Z]+(?=":\{)/g)),
  'a.b/c',
  'toString',
  '__proto__',
];

/** Objects that are nearly policies: known fields at places that mostly suit them. */
const nearly = fc.letrec<{ value: Json; object: Json }>((tie) => ({
  value: fc.oneof({ maxDepth: 7 }, fc.constantFrom(...VALUES), tie('object'), fc.array(tie('value'), { maxLength: 2 })),
  object: fc
    .array(fc.tuple(fc.constantFrom(...KEYS), tie('value')), { maxLength: 3 })
    .map((entries) => Object.fromEntries(entries)),
})).value;

test('what surely fits is what the validator finds nothing in', () => {
  const places = ['from', 'to', 'ports', 'podSelector'].map(
    (key) =>
      (value: Json): Json => ({ spec: { ingress: [{ [key]: value }] } }),
  );
  const wrap = fc.constantFrom(
    (value: Json): Json => value,
    (value: Json): Json => ({ metadata: value }),
    (value: Json): Json => ({ spec: value }),
    ...places,
  );
  let fitting = 0;
  fc.assert(
    fc.property(nearly, wrap, (value, wrapped) => {
      const object = wrapped(value);
      if (!surelyFits(object, NETWORK_POLICY)) return;
      fitting++;
      assert.equal(structureErrors(object), [], JSON.stringify(object));
    }),
    { numRuns: 3_000, seed: 11 },
  );
  assert.ok(fitting > 100, String(fitting));
});

test('what charts write surely fits, so that the validator is not asked', () => {
  const text = readFileSync(new URL('../checks/emptied-peers/good.yaml', import.meta.url), 'utf8');
  const roots = text.split(/^---$/m).map((part) => parseTree(part));
  const objects = roots.map((root) => (isFault(root) ? null : toJson(root)));
  assert.is(objects.filter((object) => object !== null && surelyFits(object, NETWORK_POLICY)).length, objects.length);
});

test.run();
