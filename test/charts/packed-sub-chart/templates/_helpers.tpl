{{/*
The name of the chart, as labels take it.
*/}}
{{- define "harbour.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/*
The name of everything that a release makes.
*/}}
{{- define "harbour.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "harbour.name" .) | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "harbour.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{ include "harbour.selectorLabels" . }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "harbour.selectorLabels" -}}
app.kubernetes.io/name: {{ include "harbour.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}
