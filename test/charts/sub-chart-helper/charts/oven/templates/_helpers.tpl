{{/*
The name of the chart, as labels take it.
*/}}
{{- define "oven.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/*
The name of everything that a release makes.
*/}}
{{- define "oven.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "oven.name" .) | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "oven.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{ include "oven.selectorLabels" . }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "oven.selectorLabels" -}}
app.kubernetes.io/name: {{ include "oven.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{/*
The rules of who may open the door: asked with a dict of `root` and `delivery`.
*/}}
{{- define "oven.doorRules" -}}
- from:
    {{- range .root.Values.oven.networkPolicy.bakers }}
    - podSelector:
        matchLabels:
          role: {{ . }}
    {{- end }}
{{- if .delivery }}
- from:
    {{- range .root.Values.oven.networkPolicy.couriers }}
    - podSelector:
        matchLabels:
          courier: {{ . }}
    {{- end }}
  ports:
    - port: 8090
{{- end }}
{{- end }}
