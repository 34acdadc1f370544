import type { Clients, Path } from '../finding.ts';
import { differsInYaml12, readPlainKey, readPlainScalar, readYaml12Scalar } from '../manifest/scalar.ts';
import { type Node, type NumberNode, nodeAt, type Span } from '../manifest/tree.ts';
import type { Policy } from '../policy/policy.ts';
import type { Check, Report } from './check.ts';

/** An unquoted scalar that YAML 1.1 and YAML 1.2 read differently. */
export const yaml11: Check = {
  id: 'yaml-1.1',
  severity: 'warning',
  scope: 'policy',
  summary: 'An unquoted key or port that Helm and kubectl (YAML 1.1) read differently from YAML 1.2.',
  help:
    'To Helm and kubectl `n`, `no` and `off` are false, `y`, `yes` and `on` are true, `010` is 8 and `1_000` is 1000. As ' +
    'keys of labels they become the text "false", "true", "8". Where the API refuses what comes of it, `wrong-type` says ' +
    'so. Put labels in quotes; write ports as plain decimal numbers.',
  precision: 'On 628 real policies it found none.',
  check: function* (policy) {
    const { root, unknown, refusals } = policy;
    const untold = new Set([...unknown, ...refusals.map(({ path }) => path)].map((path) => JSON.stringify(path)));
    yield* inSpec(policy, ['spec'], nodeAt(root, ['spec']), untold);
    for (const field of ['labels', 'annotations']) {
      const path = ['metadata', field];
      yield* keysOf(policy, path, nodeAt(root, path));
    }
  },
};

/** Not into what the API drops or refuses: that is told elsewhere. */
function* inSpec(policy: Policy, path: Path, node: Node | undefined, untold: ReadonlySet<string>): Generator<Report> {
  if (untold.size > 0 && untold.has(JSON.stringify(path))) return;
  if (node?.kind === 'number') yield* numberOf(policy, path, node);
  if (node?.kind === 'list')
    for (const [i, item] of node.items.entries()) yield* inSpec(policy, [...path, i], item, untold);
  if (node?.kind !== 'map') return;
  if (path.at(-1) === 'matchLabels') return yield* keysOf(policy, path, node);
  for (const [key, { value }] of node.entries) yield* inSpec(policy, [...path, key], value, untold);
}

function* keysOf(policy: Policy, path: Path, node: Node | undefined): Generator<Report> {
  if (node?.kind !== 'map') return;
  for (const { key, keySpan } of node.entries.values()) {
    if (isSurelyText(key)) continue;
    const written = plainText(policy, keySpan);
    // A tag decides instead, where there is one.
    const isPlain = written !== undefined && readPlainKey(written) === key;
    if (isPlain && differsInYaml12(written)) yield keyReport(policy, [...path, key], key, written);
  }
}

/** A number that all read alike: most of them. */
const DECIMAL = /^[1-9]\d{0,8}$/;

/** Words that begin with a letter and are longer than `false` are text to everybody. */
function isSurelyText(key: string): boolean {
  return key.length > 5 && /^[A-Za-z]/.test(key);
}

/** The text of a scalar without quotes, tag, anchor or alias, where the two disagree about it. */
function plainText({ resource }: Policy, { start, end }: Span): string | undefined {
  const text = resource.within.text.slice(start, end);
  return /^[^"'|>!&*]/.test(text) ? text : undefined;
}

function keyReport(policy: Policy, path: Path, key: string, written: string): Report {
  const inSelector = path[0] === 'spec';
  const kind = readPlainScalar(written).kind === 'bool' ? 'a boolean' : 'a number';
  const thing = path[1] === 'annotations' ? 'annotation' : 'label';
  return {
    subject: policy,
    path,
    at: 'key',
    what: `the key \`${written}\``,
    severity: inSelector ? 'warning' : 'info',
    effect: inSelector ? 'varies' : 'none',
    is: `${kind} to Helm and kubectl, which make the text \`${key}\` of it`,
    so: inSelector
      ? `The selector asks for a label \`${key}\`; YAML 1.2 reads ${reading12(written)}.`
      : `The policy gets the ${thing} \`${key}\`; YAML 1.2 reads ${reading12(written)}.`,
    help: `\`"${written}"\` in quotes.`,
    clients: clientsOf(key, written, thing),
  };
}

/** Seen with kustomize 5.6: booleans of YAML 1.1 stay text and come out in quotes, a number as a key is refused. */
function clientsOf(key: string, written: string, thing: string): Clients {
  const same = `reads the ${thing} \`${key}\`.`;
  const isBoolean = readPlainScalar(written).kind === 'bool';
  return {
    helm3: same,
    helm4: same,
    kubectl: same,
    kustomize: isBoolean
      ? `reads \`${written}\` and prints it in quotes.`
      : 'refuses the file: a key that is a number (unsupported type: map[interface {}]interface {}).',
  };
}

function* numberOf(policy: Policy, path: Path, node: NumberNode): Generator<Report> {
  const written = plainText(policy, node.span);
  if (written === undefined || node.entangled || DECIMAL.test(written) || !differsInYaml12(written)) return;
  yield {
    subject: policy,
    path,
    severity: 'warning',
    effect: 'varies',
    is: `written \`${written}\`, which YAML 1.1 and YAML 1.2 read differently`,
    so: `It is ${node.json} to Helm, kubectl and kustomize; YAML 1.2 reads ${reading12(written)}.`,
    help: `\`${node.json}\`, if that is the number that is meant.`,
  };
}

function reading12(written: string): string {
  const reading = readYaml12Scalar(written);
  return reading.kind === 'number' ? `the number ${reading.json}` : `the text \`${written}\``;
}
