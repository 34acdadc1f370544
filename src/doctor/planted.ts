/**
 * A NetworkPolicy with two faults that no configuration is likely to let pass both: peers that a template emptied, and a port
 * that the API refuses. Neither has a fix, and its podSelector is nobody else's.
 */
export function plantedPolicy(name: string): string {
  return `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: ${name}
  namespace: ${name}
spec:
  podSelector:
    matchLabels:
      netpolish-doctor: ${name}
  policyTypes: [Ingress]
  ingress:
    - from:
      ports:
        - port: 8080
    - ports:
        - port: 99999
`;
}

/** A chart that renders the planted policy alone: its files, by their paths in the chart. */
export function plantedChart(name: string): Readonly<Record<string, string>> {
  return {
    'Chart.yaml': 'apiVersion: v2\nname: netpolish-doctor\nversion: 0.0.1\n',
    'templates/planted.yaml': plantedPolicy(name),
  };
}

/** A name for what is planted; `random` are a few lower-case letters and digits. */
export function plantedName(random: string): string {
  return `netpolish-doctor-${random}`;
}
