/** Takes out of a generated policy what netpolish calls an error, so that it may be merged, and keeps its traffic. */
import type { Json } from './evaluator.ts';

type Fields = Readonly<Record<string, Json>>;

/**
 * The same policy without null where null is a fault: rules and ports that are null are written out, other null fields left out.
 * Dead rules, omitted types, empty lists and a blank direction or policyTypes stay as they are.
 */
export function tidied(policy: Json): Json {
  const { spec, ...rest } = policy as Fields;
  const { ingress, egress, podSelector, ...others } = spec as Fields;
  return {
    ...rest,
    spec: {
      ...others,
      podSelector: withoutNulls(podSelector ?? {}),
      ...(ingress !== undefined && { ingress: ingress && (ingress as readonly Json[]).map(tidiedRule) }),
      ...(egress !== undefined && { egress: egress && (egress as readonly Json[]).map(tidiedRule) }),
    },
  };
}

function tidiedRule(rule: Json): Json {
  const { ports, ...peers } = (withoutNulls(rule) ?? {}) as Fields;
  if (!Array.isArray(ports)) return peers;
  return { ...peers, ports: ports.map((port: Json) => port ?? { protocol: 'TCP' }) };
}

function withoutNulls(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null)
      .map(([key, item]) => [key, withoutNulls(item)]),
  );
}
