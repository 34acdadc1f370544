import { type MapNode, type Node, nodeAt, stringOf } from '../manifest/tree.ts';
import type { Unheard } from './types.ts';

/** Why a failure in a job, or a step, counts for nothing, or why it never runs, as its own keys say. */
export function lostIn(node: MapNode, isGitlab: boolean): Unheard | undefined {
  return conditionOf(node) ?? forgivenessOf(node) ?? (isGitlab ? lostInGitlab(node) : undefined);
}

/** A job of GitLab whose name begins with a dot. */
export const HIDDEN: Unheard = {
  verdict: 'untried',
  saw: 'a hidden job runs only where another job extends it',
};

/** GitLab takes no exit code from `after_script`. */
export const AFTER: Unheard = { verdict: 'broken', saw: 'GitLab does not ask for the exit code of `after_script`' };

function conditionOf(node: MapNode): Unheard | undefined {
  const condition = node.entries.get('if')?.value;
  const text = condition !== undefined && 'value' in condition ? String(condition.value) : '';
  if (/^(\$\{\{\s*)?false(\s*\}\})?$/.test(text)) return { verdict: 'skipped', saw: '`if: false`: it is never run' };
  const [word] = /\b(failure|cancelled)\(\)/.exec(text) ?? [];
  // With always() it runs too, and whatever else is asked is somebody's choice.
  if (word === undefined || /always\(\)|success\(\)|!\s*(failure|cancelled)\(\)/.test(text)) return undefined;
  return { verdict: 'untried', saw: `\`if: ${text}\`: it runs only where something went wrong before` };
}

const FORGIVING = {
  'continue-on-error': 'the job',
  continueOnError: 'the job',
  allow_failure: 'the pipeline',
  ignore_error: 'the task',
} as const;

function forgivenessOf(node: MapNode): Unheard | undefined {
  for (const [key, what] of Object.entries(FORGIVING)) {
    const value = node.entries.get(key)?.value;
    if (value !== undefined && isTrue(value)) return { verdict: 'broken', saw: `\`${key}: true\` lets ${what} go on` };
  }
  return undefined;
}

function isTrue(value: Node | undefined): boolean {
  return value?.kind === 'bool' && value.value;
}

function lostInGitlab(node: MapNode): Unheard | undefined {
  const codes = nodeAt(node, ['allow_failure', 'exit_codes']);
  const allowed = codes?.kind === 'list' ? codes.items : codes === undefined ? [] : [codes];
  if (allowed.some((code) => 'value' in code && String(code.value) === '1'))
    return { verdict: 'broken', saw: '`allow_failure` lets the pipeline go on at exit code 1' };
  const rules = node.entries.get('rules')?.value;
  const maps = rules?.kind === 'list' ? rules.items.filter((rule) => rule.kind === 'map') : [];
  return maps.length > 0 ? lostByRules(maps, node) : byWhen(stringOf(node, 'when'), node);
}

/** What holds for every rule under which the job runs at all. */
function lostByRules(rules: readonly MapNode[], job: MapNode): Unheard | undefined {
  const running = rules.filter((rule) => stringOf(rule, 'when') !== 'never');
  if (running.length === 0) return byWhen('never', job);
  const fates = running.map((rule) =>
    isTrue(rule.entries.get('allow_failure')?.value)
      ? forgivenessOf(rule)
      : byWhen(stringOf(rule, 'when') ?? stringOf(job, 'when'), job),
  );
  return fates.every((fate) => fate !== undefined) ? fates[0] : undefined;
}

function byWhen(when: string | undefined, job: MapNode): Unheard | undefined {
  switch (when) {
    case 'never':
      return { verdict: 'skipped', saw: '`when: never`: it is never run' };
    case 'manual':
      return isBlocking(job)
        ? { verdict: 'untried', saw: '`when: manual`: it waits until somebody starts it' }
        : {
            verdict: 'skipped',
            saw: '`when: manual`: it runs only where somebody starts it, and the pipeline goes on',
          };
    case 'on_failure':
      return { verdict: 'untried', saw: '`when: on_failure`: it runs only where something went wrong before' };
    default:
      return undefined;
  }
}

/** A manual job may fail where nothing else is said, but not where rules start it. */
function isBlocking(job: MapNode): boolean {
  const said = job.entries.get('allow_failure')?.value;
  return job.entries.has('rules') || (said?.kind === 'bool' && !said.value);
}
