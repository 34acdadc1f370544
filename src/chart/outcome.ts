import type { Finding, ObjectRef } from '../finding.ts';
import { documentTexts, findPolicies, type Resource } from '../manifest/resource.ts';
import { splitStream } from '../manifest/stream.ts';
import { isFault, stringOf } from '../manifest/tree.ts';
import { type PolishOptions, polish } from '../pipeline/polish.ts';
import type { Source } from '../pipeline/read.ts';
import { sha256 } from '../pipeline/sha256.ts';
import type { RenderFailure } from './types.ts';

/** A policy as one render has it. */
export type RenderedPolicy = {
  readonly policy: ObjectRef;
  /** As Helm names the template. */
  readonly template: string;
  readonly text: string;
  /** The line of the render that its document begins on. */
  readonly line: number;
};

/** What came of a render: judged, or failed. */
export type Outcome = Judged | Failed;

/** A render that went well. Faults and policies are found by what they are known by from render to render. */
export type Judged = {
  readonly bytes: Buffer;
  readonly faults: ReadonlyMap<string, Finding>;
  readonly policies: ReadonlyMap<string, RenderedPolicy>;
};

/** A render that failed, and why. */
export type Failed = { readonly failure: Pick<RenderFailure, 'kind' | 'message'> & { readonly at?: FailedAt } };

/**
 * Where a template failed, as Helm tells it: the template's name, its line from 1, its column in bytes from 0; or the line of what it
 * printed, where that is no YAML.
 */
export type FailedAt = {
  readonly template: string;
  readonly line?: number;
  readonly column?: number;
  readonly printed?: number;
};

/** Whether a render failed. */
export function isFailed(outcome: Outcome): outcome is Failed {
  return 'failure' in outcome;
}

/** How renders are called in findings before their lines are those of templates. */
const RENDER = '<stdin>';

/** One render as the pipeline reads it. */
export function sourceOf(bytes: Buffer): Source {
  return { name: RENDER, bytes, origin: 'rendered', templated: true };
}

/** Judges renders; what is equal byte for byte is judged once. */
export function judging(options: PolishOptions): {
  readonly judge: (bytes: Buffer) => Judged;
  readonly distinct: () => number;
} {
  const known = new Map<string, Judged>();
  return {
    judge: (bytes) => {
      const key = sha256(bytes.toString('latin1'));
      const judged = known.get(key) ?? judge(bytes, options);
      known.set(key, judged);
      return judged;
    },
    distinct: () => known.size,
  };
}

function judge(bytes: Buffer, options: PolishOptions): Judged {
  const { findings } = polish([sourceOf(bytes)], options);
  return {
    bytes,
    faults: faultsIn(findings),
    policies: new Map(policiesIn(bytes).map((policy) => [policyKey(policy), policy])),
  };
}

/** The policies of a render, in order. */
export function policiesIn(bytes: Buffer): readonly RenderedPolicy[] {
  return findPolicies(documentTexts(bytes, splitStream(bytes))).map((resource) => ({
    policy: refOf(resource),
    template: resource.within.source ?? '',
    text: resource.within.text.slice(resource.range.start, resource.range.end),
    line: resource.within.lines.place(resource.range.start).line,
  }));
}

function refOf({ root }: Resource): ObjectRef {
  const meta = isFault(root) || root.kind !== 'map' ? undefined : root.entries.get('metadata')?.value;
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    namespace: stringOf(meta, 'namespace') ?? '',
    name: stringOf(meta, 'name') ?? '',
  };
}

/** What a policy is known by from render to render. */
function policyKey({ policy, template }: RenderedPolicy): string {
  return JSON.stringify([policy.namespace, policy.name, template]);
}

/** What a fault is known by from render to render: the check, the policy, the rule; and which of those that are all alike. */
function faultsIn(findings: readonly Finding[]): ReadonlyMap<string, Finding> {
  const faults = new Map<string, Finding>();
  for (const finding of findings) {
    const { check, policy, location, effect, about } = finding;
    const fields = location.path.filter((step) => typeof step === 'string');
    const name = [check, policy?.namespace, policy?.name, location.source, fields, effect, about];
    let turn = 0;
    while (faults.has(JSON.stringify([...name, turn]))) turn += 1;
    faults.set(JSON.stringify([...name, turn]), finding);
  }
  return faults;
}
