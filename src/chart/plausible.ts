import type { Json } from '../manifest/tree.ts';
import { isMap } from './chart.ts';
import type { ChartValue } from './chart-value.ts';
import { ELEMENT } from './reads/abstract.ts';
import type { ValueRead } from './reads.ts';
import type { ValuePath } from './types.ts';

/**
 * Something that a user could write where nothing is: what the templates read of it, else what belongs under the key that it is
 * printed under, else what its name says.
 */
export function plausible({ path, base, schema, reads }: ChartValue): Json {
  const { choices = [], types } = schema;
  const chosen = choices.find((choice) => choice !== null && choice !== '' && choice !== base);
  if (chosen !== undefined) return chosen;
  if (typeof base === 'string') return textFor(path, reads);
  const wantsMap = isMap(base) || (types.includes('object') && !types.includes('array'));
  const made = valueFor(path, reads, 0);
  if (wantsMap) return isMap(made) ? made : { example: elementOf(path, reads) };
  if ((Array.isArray(base) || types.includes('array')) && !Array.isArray(made)) return [elementOf(path, reads)];
  return made;
}

/** Where a text stands by default, a text is wanted. */
function textFor(path: ValuePath, reads: readonly ValueRead[]): Json {
  const made = valueFor(path, reads, 0);
  return made !== null && typeof made === 'object' ? scalarNamed(nameOf(path)) : made;
}

function elementOf(path: ValuePath, reads: readonly ValueRead[]): Json {
  const inner = [...path, ELEMENT];
  const made = valueFor(inner, reads, 0);
  return Array.isArray(made) ? (made[0] ?? TEXT) : made;
}

const TEXT = 'example';
const PEER: Json = { podSelector: { matchLabels: { app: TEXT } } };
const PORT: Json = { port: 8080, protocol: 'TCP' };

/** Values in values in values: deeper nobody reads by hand. */
const MAX_DEPTH = 6;

function valueFor(path: ValuePath, reads: readonly ValueRead[], depth: number): Json {
  const below = reads.filter(
    (read) => read.path.length > path.length && path.every((step, i) => read.path[i] === step),
  );
  const steps = [...new Set(below.map((read) => read.path[path.length] ?? ''))];
  const keys = steps.filter((step) => step !== ELEMENT && step !== '');
  if (depth < MAX_DEPTH && keys.length > 0)
    return Object.fromEntries(keys.map((key) => [key, valueFor([...path, key], below, depth + 1)]));
  const here = reads.filter(
    (read) => read.path.length === path.length && path.every((step, i) => read.path[i] === step),
  );
  const printed = here.filter(({ use }) => use === 'print' || use === 'toYaml' || use === 'tpl');
  if (depth < MAX_DEPTH && steps.includes(ELEMENT)) {
    const element = valueFor([...path, ELEMENT], below, depth + 1);
    const isKeyed = printed.some(({ use }) => use === 'toYaml') && isMap(known(printed));
    return isKeyed || /labels$/i.test(nameOf(path)) ? { example: element } : [element];
  }
  if (path.at(-1) === ELEMENT && !here.some(({ use }) => use === 'toYaml' || use === 'tpl'))
    return known(printed) ?? scalarNamed(nameOf(path));
  return known(printed) ?? named(nameOf(path), here);
}

/** What belongs under the key that something is printed under (k8s.io/api/networking/v1 types.go). */
function known(printed: readonly ValueRead[]): Json | undefined {
  for (const { yamlKey, use } of printed) {
    const key = yamlKey.at(-1) ?? '';
    const found = UNDER[key];
    if (found === undefined) continue;
    if (use !== 'print') return found;
    // What is printed as it stands is no list and no map: Go would write `map[…]`.
    const [one] = Array.isArray(found) ? found : [found];
    if (one !== undefined && (one === null || typeof one !== 'object')) return one;
  }
  return undefined;
}

const UNDER: Readonly<Record<string, Json>> = {
  from: [PEER],
  to: [PEER],
  ports: [PORT],
  ingress: [{ from: [PEER] }],
  egress: [{ to: [PEER] }],
  matchLabels: { app: TEXT },
  podSelector: { matchLabels: { app: TEXT } },
  namespaceSelector: { matchLabels: { app: TEXT } },
  matchExpressions: [{ key: TEXT, operator: 'Exists' }],
  ipBlock: { cidr: '192.0.2.0/24' },
  cidr: '192.0.2.0/24',
  except: ['192.0.2.0/28'],
  policyTypes: ['Ingress'],
  port: 8080,
  endPort: 8090,
  protocol: 'TCP',
  spec: { podSelector: { matchLabels: { app: TEXT } }, ingress: [{ from: [PEER] }] },
  labels: { example: TEXT },
  annotations: { example: TEXT },
};

function nameOf(path: ValuePath): string {
  return path.filter((step) => step !== ELEMENT).at(-1) ?? '';
}

function named(name: string, here: readonly ValueRead[]): Json {
  const isList = here.some(({ use }) => use === 'range');
  const one = scalarNamed(name);
  const isWhole = here.some(({ use }) => use === 'toYaml' || use === 'tpl');
  if (/labels$|selector$/i.test(name)) return { app: TEXT };
  if (/annotations$/i.test(name)) return { example: TEXT };
  if (/^(extra|additional|custom)?_?(ingress|egress)(rules?)?$/i.test(name)) return isWhole ? [ruleNamed(name)] : [one];
  if (isWhole && /(^from|^to|[a-z](From|To)|[Pp]eers?|[Ss]ources?|[Dd]estinations?)$/.test(name)) return [PEER];
  if (isWhole && /ports$/i.test(name)) return [PORT];
  return isList ? [one] : one;
}

function ruleNamed(name: string): Json {
  return /egress/i.test(name) ? { to: [PEER] } : { from: [PEER] };
}

function scalarNamed(name: string): Json {
  if (/cidrs?|ip_?(block|range)s?|subnets?|address(es)?|^ips?$/i.test(name)) return '192.0.2.0/24';
  if (/ports?$/i.test(name)) return 8080;
  if (/version$/i.test(name)) return '1.30.0';
  return TEXT;
}
