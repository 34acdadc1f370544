/** A release of Kubernetes. */
export type KubernetesVersion = { readonly major: number; readonly minor: number };

/** The newest release that is known here, and the one that is meant where nobody says which. */
export const NEWEST = '1.36';

/** The same in numbers. */
export const NEWEST_VERSION: KubernetesVersion = { major: 1, minor: 36 };

/** Reads `1.35`, `v1.35`, `1.35.2`, `v1.35.4-gke.1` and `1.36+`; undefined for anything else. */
export function parseKubernetesVersion(text: string): KubernetesVersion | undefined {
  const match = /^v?(0|[1-9]\d{0,3})\.(0|[1-9]\d{0,3})(\.\d+)?([-+][0-9A-Za-z.+-]*)?$/.exec(text);
  return match === null ? undefined : { major: Number(match[1]), minor: Number(match[2]) };
}

/** Whether `version` is the release 1.`minor` or a later one. */
export function isSince(version: KubernetesVersion, minor: number): boolean {
  return version.major > 1 || (version.major === 1 && version.minor >= minor);
}
