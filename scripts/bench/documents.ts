/** The i-th policy of a group that could be merged into one. */
export function member(group: number, i: number): string {
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

/** A policy for the pods of `part-<i>`. */
export function policy(i: number): string {
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

/** A Deployment whose pods are `part-<part>`. */
export function deployment(i: number, part: number): string {
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

/** A Service for the pods of `part-<i>`. */
export function service(i: number): string {
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
