/** A render as charts make them: `workloads` Deployments and Services of ordinary size, and `policies` NetworkPolicies. */
export function typicalChart(workloads: number, policies: number): string {
  const documents = [
    ...Array.from({ length: policies }, (_, i) => policy(2 * i)),
    ...Array.from({ length: workloads }, (_, i) => (i % 2 === 0 ? deployment(i, partOf(i, policies)) : service(i))),
  ];
  return documents.map((document, i) => `---\n# Source: shop/templates/${i}.yaml\n${document}`).join('');
}

/** A render of policies alone, `size` of them for each of `groups` podSelectors: as many as could be merged into one. */
export function policyGroups(groups: number, size: number): string {
  const documents = Array.from({ length: groups * size }, (_, i) => member(Math.floor(i / size), i % size));
  return documents.map((document, i) => `---\n# Source: shop/templates/np-${i}.yaml\n${document}`).join('');
}

function member(group: number, i: number): string {
  return `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: part-${group}-allow-${i}
  labels:
${labels('    ')}spec:
  podSelector:
    matchLabels:
      app.kubernetes.io/name: shop
      app.kubernetes.io/component: part-${group}
  policyTypes: [Ingress]
  ingress:
    - from:
        - podSelector:
            matchLabels:
              app.kubernetes.io/name: client-${i}
      ports:
        - port: 8080
          protocol: TCP
        - port: ${9000 + i}
`;
}

function labels(indent: string): string {
  return [
    'helm.sh/chart: shop-1.2.3',
    'app.kubernetes.io/name: shop',
    'app.kubernetes.io/instance: prod',
    'app.kubernetes.io/managed-by: Helm',
  ]
    .map((line) => `${indent}${line}\n`)
    .join('');
}

function policy(i: number): string {
  return `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: shop-${i}
  labels:
${labels('    ')}spec:
  podSelector:
    matchLabels:
      app.kubernetes.io/name: shop
      app.kubernetes.io/component: part-${i}
  policyTypes: [Ingress, Egress]
  ingress:
    - from:
        - podSelector:
            matchLabels:
              app.kubernetes.io/name: gateway
      ports:
        - port: http
          protocol: TCP
    - from:
        - namespaceSelector:
            matchLabels:
              kubernetes.io/metadata.name: monitoring
      ports:
        - port: 9090
  egress:
    - ports:
        - {port: 53, protocol: UDP}
        - {port: 53, protocol: TCP}
`;
}

/** Every policy selects some of the Deployments, and none is left over. */
function partOf(i: number, policies: number): number {
  return policies === 0 ? i : i % (2 * policies);
}

function deployment(i: number, part: number): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop-${i}
  labels:
${labels('    ')}spec:
  replicas: 2
  selector:
    matchLabels:
      app.kubernetes.io/component: part-${part}
  template:
    metadata:
      labels:
${labels('        ')}        app.kubernetes.io/component: part-${part}
    spec:
      containers:
        - name: shop
          image: "example/shop:1.2.3"
          ports:
            - name: http
              containerPort: 8080
          env:
            - name: DATABASE
              value: "postgres://db:5432/shop"
          resources:
            requests: {cpu: 100m, memory: 128Mi}
            limits: {memory: 256Mi}
          readinessProbe:
            httpGet: {path: /healthz, port: http}
`;
}

function service(i: number): string {
  return `apiVersion: v1
kind: Service
metadata:
  name: shop-${i}
  labels:
${labels('    ')}spec:
  selector:
    app.kubernetes.io/component: part-${i}
  ports:
    - {name: http, port: 80, targetPort: 8080}
`;
}
