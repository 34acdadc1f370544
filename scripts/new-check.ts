import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';

// `npm run new-check ID` lays out a new check: its file, its line in the list, its fixtures. It never overwrites.

const ROOT = new URL('../', import.meta.url);
const INDEX = new URL('src/checks/index.ts', ROOT);

const [id = '', ...rest] = process.argv.slice(2);
const refusal = rest.length > 0 ? 'one id at a time' : refusalOf(id);

if (refusal === undefined) {
  lay(id);
  process.stdout.write(nextSteps(id));
} else {
  process.stderr.write(`new-check: ${refusal}\n`);
  process.exitCode = 2;
}

function refusalOf(wanted: string): string | undefined {
  if (wanted === '') return 'give the id of the check, such as `npm run new-check wide-open-port`';
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/.test(wanted) || wanted.length > 40)
    return `${JSON.stringify(wanted)} is no id: two words or more in small letters and digits with dashes between, 40 characters at most`;
  for (const path of [fileOf(wanted), folderOf(wanted)])
    if (existsSync(new URL(path, ROOT))) return `${path} is there already`;
  if (new RegExp(`\\b${nameOf(wanted)}\\b`).test(readFileSync(INDEX, 'utf8')))
    return `src/checks/index.ts names a check ${nameOf(wanted)} already`;
  return undefined;
}

function lay(wanted: string): void {
  const index = withEntry(withImport(readFileSync(INDEX, 'utf8'), wanted), wanted);
  const folder = new URL(`${folderOf(wanted)}/`, ROOT);
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL(fileOf(wanted), ROOT), checkFile(wanted));
  writeFileSync(
    new URL('bad.yaml', folder),
    fixture('What is wrong, in one line: the documentation prints it.', 'bad'),
  );
  writeFileSync(
    new URL('good.yaml', folder),
    fixture('How it is written instead: no finding but infos of others.', 'good'),
  );
  writeFileSync(new URL('findings.txt', folder), '');
  writeFileSync(INDEX, index);
}

/** Imports are sorted by path, as the linter wants them. */
function withImport(index: string, wanted: string): string {
  const line = `import { ${nameOf(wanted)} } from './${wanted}.ts';`;
  const pathOf = (text: string): string => / from '(.+)'/.exec(text)?.[1] ?? '';
  const lines = index.split('\n');
  const imports = lines.filter((text) => text.startsWith('import '));
  const next = imports.find((text) => pathOf(text) > pathOf(line));
  lines.splice(next === undefined ? imports.length : lines.indexOf(next), 0, line);
  return lines.join('\n');
}

/** In front of the last entry, which is about what could not be judged at all. */
function withEntry(index: string, wanted: string): string {
  const at = index.lastIndexOf('\n  ', index.lastIndexOf('\n];') - 1);
  return `${index.slice(0, at)}\n  ${nameOf(wanted)},${index.slice(at)}`;
}

function checkFile(wanted: string): string {
  return `import type { Policy } from '../policy/policy.ts';
import type { Check } from './check.ts';

/** What it looks for, in one line. */
export const ${nameOf(wanted)}: Check = {
  id: '${wanted}',
  severity: 'warning',
  scope: 'policy',
  summary: 'What it is, in one sentence.',
  help: 'Why it matters and what to do about it.',
  precision: 'How often it is right, by what was counted on real manifests.',
  check: function* (policy) {
    if (!isFaulty(policy)) return;
    yield {
      subject: policy,
      path: ['spec', 'ingress'],
      severity: 'warning',
      effect: 'opens',
      is: 'read behind "\`ingress\` is": what it is',
      so: 'What the cluster does with it, in whole sentences.',
      help: 'read behind "Write: ": what to write instead.',
    };
  },
};

/** What the API server decoded is in \`policy.spec\`, what stands in the file is in \`policy.root\`. */
function isFaulty(_policy: Policy): boolean {
  return false;
}
`;
}

function fixture(comment: string, name: string): string {
  return `# ${comment}
# Each document opens with such a comment; give each shape of the fault a document of its own.
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: ${name}
  namespace: shop
spec:
  podSelector:
    matchLabels:
      app: ${name}
  policyTypes:
    - Ingress
  ingress:
    - from:
        - podSelector:
            matchLabels:
              app: web
`;
}

function nextSteps(wanted: string): string {
  return `laid out: ${fileOf(wanted)}, ${folderOf(wanted)}/, and its line in src/checks/index.ts
next:
  1. ${fileOf(wanted)}: say what it looks for; yield what it finds
  2. ${folderOf(wanted)}/bad.yaml: each shape of the fault; good.yaml: how it is written instead
  3. UPDATE=1 npm test, and read every line of ${folderOf(wanted)}/findings.txt
  4. src/checks/index.ts: move its line to where docs/checks.md shall have it
  5. npm run docs && npm run lint
`;
}

function fileOf(wanted: string): string {
  return `src/checks/${wanted}.ts`;
}

function folderOf(wanted: string): string {
  return `test/checks/${wanted}`;
}

/** `wide-open-port` is exported as `wideOpenPort`. */
function nameOf(wanted: string): string {
  return wanted.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
