import { asJson, isJson, type Json } from './api-store.ts';

/** A JSON merge patch (RFC 7396): objects merge, null deletes, everything else replaces. */
export const mergePatch = (old: unknown, patch: unknown): unknown => {
  if (!isJson(patch)) return patch;
  const merged: Record<string, unknown> = isJson(old) ? { ...old } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else merged[key] = mergePatch(merged[key], value);
  }
  return merged;
};

/**
 * A strategic merge patch, as far as Helm sends them: lists with a known merge key merge by it (`$patch: delete`
 * takes an element out), every other list is replaced whole, `$setElementOrder/...` and `$retainKeys` are dropped.
 * Not for a NetworkPolicy: its lists are all atomic, so `mergePatch` is its strategic merge. Source: the
 * patchMergeKey tags of k8s.io/api core/v1.
 */
export const strategicPatch = (old: unknown, patch: unknown): unknown => {
  if (!isJson(patch)) return patch;
  const merged: Record<string, unknown> = isJson(old) ? { ...old } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith('$')) continue;
    if (value === null) delete merged[key];
    else merged[key] = strategicField(key, merged[key], value);
  }
  return merged;
};

/**
 * An object as the API's decoder leaves it: fields that are null are absent, but in a map of strings a null becomes
 * `""` (so does a label without a value). What the real API would also drop, empty lists and unknown fields, stays.
 */
export const withoutNulls = (value: unknown, key = ''): unknown => {
  if (Array.isArray(value)) return value.map((item) => withoutNulls(item));
  if (!isJson(value)) return value;
  const entries = Object.entries(value);
  if (stringMaps.includes(key)) return Object.fromEntries(entries.map(([name, text]) => [name, text ?? '']));
  const kept = entries.filter(([, one]) => one !== null);
  return Object.fromEntries(kept.map(([name, one]) => [name, withoutNulls(one, name)]));
};

const stringMaps: readonly string[] = ['annotations', 'data', 'labels', 'matchLabels'];

const mergeKeys: Readonly<Record<string, readonly string[]>> = {
  containers: ['name'],
  initContainers: ['name'],
  env: ['name'],
  volumes: ['name'],
  imagePullSecrets: ['name'],
  volumeMounts: ['mountPath'],
  // A container's ports merge by the first, a Service's by the second.
  ports: ['containerPort', 'port'],
};

const strategicField = (key: string, old: unknown, value: unknown): unknown => {
  if (!Array.isArray(value)) return strategicPatch(old, value);
  const mergeKey = mergeKeys[key]?.find((one) => value.every((item) => isJson(item) && one in item));
  if (mergeKey === undefined || value.length === 0) return value;
  const merged: Json[] = Array.isArray(old) ? old.filter(isJson) : [];
  for (const item of value.filter(isJson)) {
    const at = merged.findIndex((known) => known[mergeKey] === item[mergeKey]);
    if (item.$patch === 'delete') merged.splice(at, at < 0 ? 0 : 1);
    else if (at < 0) merged.push(item);
    else merged.splice(at, 1, asJson(strategicPatch(merged[at], item)));
  }
  return merged;
};
