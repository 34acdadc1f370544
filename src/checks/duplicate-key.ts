import type { Path } from '../finding.ts';
import { type Duplicate, type Node, stringOf, toJson } from '../manifest/tree.ts';
import type { Check } from './check.ts';

/** One key given twice in one mapping. */
export const duplicateKey: Check = {
  id: 'duplicate-key',
  severity: 'error',
  scope: 'policy',
  summary: 'One key given twice in a mapping: Helm and kubectl keep the last and say nothing.',
  help:
    'YAML forbids it, sigs.k8s.io/yaml takes the last value, kustomize refuses the file. Inside `spec`, and in the name or ' +
    'namespace, a different first value is a lost rule or another object; elsewhere it is only noise.',
  precision:
    'On 628 real policies it gave nothing; an official chart is known to repeat a label with one value, which is ' +
    'an info.',
  check: function* (policy) {
    for (const { path, duplicate } of duplicatesIn(policy.root, [])) {
      const differs = JSON.stringify(toJson(duplicate.first.value)) !== JSON.stringify(toJson(duplicate.last.value));
      yield {
        subject: policy,
        path,
        at: 'key',
        severity: differs && matters(path, duplicate) ? 'error' : 'info',
        effect: 'varies',
        is: `given twice in one mapping, with ${differs ? 'different values' : 'the same value'}`,
        so: differs
          ? 'Helm and kubectl keep the last one and silently drop the first; kustomize refuses the file.'
          : 'Helm and kubectl take it as one; kustomize refuses the file.',
        help: 'the key once; join what both should say.',
        clients: {
          helm3: 'keeps the last value and says nothing.',
          helm4: 'keeps the last value and says nothing.',
          kubectl: 'keeps the last value and says nothing.',
          kustomize: 'refuses the file: mapping key already defined.',
        },
        related: [{ subject: policy, path, span: duplicate.first.keySpan, message: `the first ${duplicate.key}` }],
      };
    }
  },
};

/** What is lost with the first value is a rule, or makes another object of the policy. */
function matters(path: Path, { first, last }: Duplicate): boolean {
  if (path[0] === 'spec') return true;
  if (path[0] !== 'metadata' || path.length > 2) return false;
  if (path.length === 2) return path[1] === 'name' || path[1] === 'namespace';
  return ['name', 'namespace'].some((field) => stringOf(first.value, field) !== stringOf(last.value, field));
}

type Found = { readonly path: Path; readonly duplicate: Duplicate };

function duplicatesIn(node: Node, path: Path, found: Found[] = []): readonly Found[] {
  if (node.kind === 'list')
    for (const [i, item] of node.items.entries()) if (isCollection(item)) duplicatesIn(item, [...path, i], found);
  if (node.kind !== 'map') return found;
  for (const duplicate of node.duplicates) found.push({ path: [...path, duplicate.key], duplicate });
  for (const [key, { value }] of node.entries) if (isCollection(value)) duplicatesIn(value, [...path, key], found);
  return found;
}

function isCollection({ kind }: Node): boolean {
  return kind === 'map' || kind === 'list';
}
