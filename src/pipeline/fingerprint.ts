import type { Finding, Location, Path } from '../finding.ts';
import { sha256 } from './sha256.ts';

/** What a fingerprint is made of. */
export type Fingerprinted = Pick<Finding, 'check' | 'policy' | 'message' | 'about'> & {
  readonly location: Pick<Location, 'file' | 'source' | 'item' | 'path'>;
};

/**
 * What each finding is known by in a list of alerts, from one run to the next, in their order: the SHA-256 of its check, its policy
 * and its path, without what moves when other lines come or go. Of equal ones, the second ends in `-2`, the third in `-3`.
 * The file counts only where there is no policy to name: a policy may move to another one.
 */
export function fingerprintsOf(findings: readonly Fingerprinted[]): readonly string[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const fingerprint = sha256(JSON.stringify(identityOf(finding)));
    const number = (seen.get(fingerprint) ?? 0) + 1;
    seen.set(fingerprint, number);
    return number === 1 ? fingerprint : `${fingerprint}-${number}`;
  });
}

/**
 * What a finding is known by where it is to pass: also by the rule that it stands in and by whom the policy selects, so that what
 * grows is another one. Words count only where there is nothing else: a new version may find better ones.
 */
export function contentFingerprint(finding: Fingerprinted): string {
  const about = finding.about === '' ? withoutPlaces(finding.message) : finding.about;
  return sha256(JSON.stringify([...identityOf(finding), about]));
}

/** As JSON, so that no name can pretend to be two. */
function identityOf({ check, policy, location }: Fingerprinted): readonly unknown[] {
  const { kind = '', namespace = '', name = '' } = policy ?? {};
  const file = name === '' ? portable(location.source ?? location.item?.path ?? location.file) : '';
  return [check, kind, namespace, name, file, withoutIndexes(location.path)];
}

function portable(file: string): string {
  return file.replaceAll('\\', '/').replace(/^(\.\/)+/, '');
}

/** A policy is the same in a List, in a KRM list and by itself. */
function withoutIndexes(path: Path): readonly string[] {
  let start = 0;
  while (path[start] === 'items' && typeof path[start + 1] === 'number') start += 2;
  return path.slice(start).filter((step) => typeof step === 'string');
}

/** `np.yaml:12:3`, `line 12`, `ingress[2]`: where something stood on the day. */
function withoutPlaces(message: string): string {
  return message
    .replace(/(\.(?:ya?ml|json|tpl)):\d+(?::\d+)?/gi, '$1')
    .replace(/\b(lines?|columns?|documents?) \d+/gi, '$1')
    .replace(/\[\d+\]/g, '[]');
}
