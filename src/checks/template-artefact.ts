import type { Path } from '../finding.ts';
import type { DocumentText } from '../manifest/document-text.ts';
import { type Node, nodeAt } from '../manifest/tree.ts';
import type { Policy } from '../policy/policy.ts';
import type { Check, Report } from './check.ts';
import { artefactIn } from './emptied/shape.ts';

/** Text that only a template engine writes, left in a field that Kubernetes acts on. */
export const templateArtefact: Check = {
  id: 'template-artefact',
  severity: 'error',
  scope: 'policy',
  summary:
    'Text that only a template engine writes (`<no value>`, `%!s(`, `{{`), left in a field that Kubernetes acts on.',
  help:
    'A value was missing when the template ran, or the template never ran. Only the spec, the name and the namespace ' +
    'are looked at: annotations may hold such text. Give the value a default, or `required`.',
  precision: 'On 628 real policies it gave nothing: only fields that Kubernetes acts on are looked at.',
  check: function* (policy) {
    if (!mayHoldArtefacts(policy.resource.within)) return;
    for (const path of [['metadata', 'name'], ['metadata', 'namespace'], ['spec']]) {
      yield* leftovers(policy, path, nodeAt(policy.root, path));
    }
  },
};

/** Asked of the whole text, once: what may be left behind begins with one of these, unless it is written with escapes. */
function mayHoldArtefacts(within: DocumentText): boolean {
  const known = suspects.get(within) ?? /[<\\]|%!|map\[|interface|\{\{/.test(within.text);
  suspects.set(within, known);
  return known;
}

const suspects = new WeakMap<DocumentText, boolean>();

function* leftovers(policy: Policy, path: Path, node: Node | undefined): Generator<Report> {
  if (node?.kind === 'string') yield* reportOn(policy, path, node.value);
  if (node?.kind === 'list') {
    for (const [i, item] of node.items.entries()) yield* leftovers(policy, [...path, i], item);
  }
  if (node?.kind !== 'map') return;
  for (const [key, { value }] of node.entries) {
    yield* reportOn(policy, [...path, key], key, 'the key');
    yield* leftovers(policy, [...path, key], value);
  }
}

function* reportOn(policy: Policy, path: Path, text: string, what?: string): Generator<Report> {
  const artefact = artefactIn(text);
  const isDirection = path.length === 2 && (path[1] === 'ingress' || path[1] === 'egress');
  if (artefact === undefined || (artefact === '<>' && isDirection)) return;
  yield {
    subject: policy,
    path,
    ...(what !== undefined && { what, at: 'key' as const }),
    severity: 'error',
    effect: 'rejected',
    is: `text with \`${artefact}\` in it, which a template engine left behind`,
    so: 'No name, label, port or address may hold it: the API refuses the policy.',
    help:
      artefact === '{{'
        ? 'the rendered value: the action was printed as text (in Helm, pass it through `tpl` or write it outside of the value).'
        : 'the value: give it a default in the template, or stop the render with `required`.',
  };
}
