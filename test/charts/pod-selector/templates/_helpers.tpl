{{/*
The name of the chart, as labels take it.
*/}}
{{- define "garrison.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/*
The name of everything that a release makes.
*/}}
{{- define "garrison.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "garrison.name" .) | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "garrison.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{ include "garrison.selectorLabels" . }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "garrison.selectorLabels" -}}
app.kubernetes.io/name: {{ include "garrison.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}
