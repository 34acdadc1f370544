{{/*
A policy of one component: (dict "root" $ "component" "strings" "settings" (dict)).
*/}}
{{- define "orchestra.policy" -}}
{{- $peers := default (list) .settings.allowFrom -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ printf "%s-%s" (include "orchestra.fullname" .root) .component }}
  labels:
    {{- include "orchestra.labels" .root | nindent 4 }}
spec:
  podSelector:
    matchLabels:
      {{- include "orchestra.selectorLabels" .root | nindent 6 }}
      app.kubernetes.io/component: {{ .component }}
  policyTypes:
    - Ingress
    {{- if .root.Values.networkPolicy.egress }}
    - Egress
    {{- end }}
  ingress:
    - from:
        - podSelector:
            matchLabels:
              {{- include "orchestra.selectorLabels" .root | nindent 14 }}
              app.kubernetes.io/component: {{ .component }}
        {{- range $peers }}
        - podSelector:
            matchLabels:
              {{- include "orchestra.selectorLabels" $.root | nindent 14 }}
              app.kubernetes.io/component: {{ . }}
        {{- end }}
      ports:
        - port: gossip
          protocol: TCP
  {{- if .root.Values.networkPolicy.egress }}
  egress:
    - to:
        - namespaceSelector:
            matchLabels:
              kubernetes.io/metadata.name: {{ .root.Values.networkPolicy.dns.namespace | default "kube-system" }}
          {{- with .root.Values.networkPolicy.dns.selector }}
          podSelector:
            matchLabels:
              {{- toYaml . | nindent 14 }}
          {{- end }}
      ports:
        - port: 53
          protocol: UDP
        - port: 53
          protocol: TCP
    - to:
        - namespaceSelector: {}
  {{- end }}
{{- end }}
