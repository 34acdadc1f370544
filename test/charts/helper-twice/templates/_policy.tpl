{{- define "chorus.policy" }}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ include "chorus.fullname" .root }}-{{ .part }}
spec:
  podSelector:
    matchLabels:
      {{- include "chorus.selectorLabels" .root | nindent 6 }}
      app.kubernetes.io/component: {{ .part }}
  policyTypes:
    - Ingress
  ingress:
    - ports:
        - port: http
      from:
        {{- range .from }}
        - podSelector:
            matchLabels:
              app.kubernetes.io/component: {{ . }}
        {{- end }}
{{- end }}
