import { byteLength } from './quote.ts';

// What is wrong with a name, in the words of apimachinery (pkg/util/validation); nothing where the list is empty.

const QUALIFIED = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const QUALIFIED_NAME = new RegExp(`^${QUALIFIED}$`);
const QUALIFIED_WORDS =
  "consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const DNS_LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const DNS_LABEL_NAME = new RegExp(`^${DNS_LABEL}$`);
const DNS_SUBDOMAIN = `${DNS_LABEL}(\\.${DNS_LABEL})*`;
const DNS_SUBDOMAIN_NAME = new RegExp(`^${DNS_SUBDOMAIN}$`);

/** The key of a label, of an annotation in lower case, or the name of a finalizer (IsQualifiedName). */
export function qualifiedNameFaults(value: string): readonly string[] {
  return unlessGood(value, goodNames, findQualifiedNameFaults);
}

function findQualifiedNameFaults(value: string): readonly string[] {
  const parts = value.split('/');
  const examples = exampleWords(QUALIFIED, ['MyName', 'my.name', '123-abc']);
  if (parts.length > 2) {
    return [
      `a qualified name must ${QUALIFIED_WORDS} ${examples} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const name = parts.at(-1) ?? '';
  return [
    ...(parts.length === 2 ? prefixFaults(parts[0] ?? '') : []),
    ...(name === '' ? ['name part must be non-empty'] : []),
    ...lengthFaults(name, 63).map((fault) => `name part ${fault}`),
    ...(QUALIFIED_NAME.test(name) ? [] : [`name part must ${QUALIFIED_WORDS} ${examples}`]),
  ];
}

function prefixFaults(prefix: string): readonly string[] {
  const faults = prefix === '' ? ['must be non-empty'] : dnsSubdomainFaults(prefix);
  return faults.map((fault) => `prefix part ${fault}`);
}

/** The value of a label (IsValidLabelValue). */
export function labelValueFaults(value: string): readonly string[] {
  return unlessGood(value, goodValues, findLabelValueFaults);
}

/** Manifests repeat a few dozen keys and values: what was found good once is not looked at again. */
const goodNames = new Set<string>();
const goodValues = new Set<string>();
const MAX_REMEMBERED = 10_000;

function unlessGood(value: string, good: Set<string>, find: (value: string) => readonly string[]): readonly string[] {
  if (good.has(value)) return [];
  const faults = find(value);
  if (faults.length === 0 && good.size < MAX_REMEMBERED) good.add(value);
  return faults;
}

function findLabelValueFaults(value: string): readonly string[] {
  const words = `a valid label must be an empty string or ${QUALIFIED_WORDS}`;
  const fits = value === '' || QUALIFIED_NAME.test(value);
  return [
    ...lengthFaults(value, 63),
    ...(fits ? [] : [`${words} ${exampleWords(`(${QUALIFIED})?`, ['MyValue', 'my_value', '12345'])}`]),
  ];
}

/** The name of an object (IsDNS1123Subdomain). */
export function dnsSubdomainFaults(value: string): readonly string[] {
  const words =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
  return [
    ...lengthFaults(value, 253),
    ...(DNS_SUBDOMAIN_NAME.test(value) ? [] : [`${words} ${exampleWords(DNS_SUBDOMAIN, ['example.com'])}`]),
  ];
}

/** The name of a namespace (IsDNS1123Label). */
export function dnsLabelFaults(value: string): readonly string[] {
  const words =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
  const faults = lengthFaults(value, 63);
  if (DNS_LABEL_NAME.test(value)) return faults;
  if (DNS_SUBDOMAIN_NAME.test(value)) return [...faults, 'must not contain dots'];
  return [...faults, `${words} ${exampleWords(DNS_LABEL, ['my-name', '123-abc'])}`];
}

/** The name of a port (IsValidPortName). */
export function portNameFaults(name: string): readonly string[] {
  return [
    ...lengthFaults(name, 15),
    ...(/^[-a-z0-9]+$/.test(name) ? [] : ['must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)']),
    ...(/[a-z]/.test(name) ? [] : ['must contain at least one letter (a-z)']),
    ...(name.includes('--') ? ['must not contain consecutive hyphens'] : []),
    ...(/^-|-$/.test(name) ? ['must not begin or end with a hyphen'] : []),
  ];
}

/** Kubernetes 1.35 and later say "bytes" of labels, which is what all of them count. */
function lengthFaults(value: string, most: number): readonly string[] {
  return byteLength(value) > most ? [`must be no more than ${most} characters`] : [];
}

function exampleWords(pattern: string, examples: readonly string[]): string {
  const listed = examples.map((example) => `'${example}', `).join(' or ');
  return `(e.g. ${listed}regex used for validation is '${pattern}')`;
}
