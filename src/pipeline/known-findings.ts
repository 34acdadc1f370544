import type { Finding } from '../finding.ts';
import { contentFingerprint } from './fingerprint.ts';

/** Findings that are alike, and how many there are: what they are known by, and the words for people. */
export type KnownFinding = {
  readonly check: string;
  readonly kind?: string;
  readonly namespace?: string;
  readonly name?: string;
  /** The file or template, where no object is named. */
  readonly source?: string;
  readonly message: string;
  readonly fingerprint: string;
  readonly count: number;
};

/** Findings that do not block since they were there before, and who says so. */
export type KnownFindings = { readonly by: 'baseline' | 'since'; readonly findings: readonly KnownFinding[] };

/**
 * Counts findings that are alike. Of a manifest that is replaced, `namespace` is what a missing one means: there it may be
 * written out, and here not.
 */
export function knownFindings(findings: readonly Finding[], namespace = ''): readonly KnownFinding[] {
  const counted = new Map<string, KnownFinding>();
  for (const finding of findings) {
    const fingerprint = knownBy(finding, namespace);
    const same = counted.get(fingerprint);
    counted.set(
      fingerprint,
      same ? { ...same, count: same.count + 1 } : { ...wordsOf(finding), fingerprint, count: 1 },
    );
  }
  return [...counted.values()].sort(inOrder);
}

/** Lets findings pass that were there before, each as often as it was; what is fixed or ignored already stays so. */
export function withKnown(
  findings: readonly Finding[],
  { by, findings: known }: KnownFindings,
  namespace = '',
): { readonly findings: readonly Finding[]; readonly left: readonly KnownFinding[] } {
  const left = new Map(known.map((entry) => [entry.fingerprint, entry]));
  const told = findings.map((finding): Finding => {
    if (finding.ignored) return finding;
    const entry = left.get(knownBy(finding, by === 'since' ? namespace : ''));
    if (entry === undefined || entry.count === 0) return finding;
    left.set(entry.fingerprint, { ...entry, count: entry.count - 1 });
    return finding.fixed ? finding : { ...finding, ignored: { by } };
  });
  return { findings: told, left: [...left.values()].filter(({ count }) => count > 0) };
}

/** One finding by itself: equal ones are counted, not numbered. */
function knownBy(finding: Finding, namespace: string): string {
  const { policy } = finding;
  const placed =
    policy === null ? finding : { ...finding, policy: { ...policy, namespace: policy.namespace || namespace } };
  return contentFingerprint(placed);
}

function wordsOf({ check, policy, location, message }: Finding): Omit<KnownFinding, 'fingerprint' | 'count'> {
  if (policy === null || policy.name === '') return { check, source: location.source ?? location.file, message };
  const { kind, namespace, name } = policy;
  return { check, kind, ...(namespace !== '' && { namespace }), name, message };
}

function inOrder(a: KnownFinding, b: KnownFinding): number {
  const [before, after] = [a, b].map(({ namespace = '', kind = '', name = '', source = '', check, fingerprint }) =>
    JSON.stringify([namespace, kind, name, source, check, fingerprint]),
  );
  return String(before) < String(after) ? -1 : 1;
}
