{{/*
The name of the chart, as labels take it.
*/}}
{{- define "archive.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/*
The name of everything that a release makes.
*/}}
{{- define "archive.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "archive.name" .) | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "archive.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{ include "archive.selectorLabels" . }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "archive.selectorLabels" -}}
app.kubernetes.io/name: {{ include "archive.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}
