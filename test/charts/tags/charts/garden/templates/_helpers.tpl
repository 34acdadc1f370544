{{/*
The name of the chart, as labels take it.
*/}}
{{- define "garden.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/*
The name of everything that a release makes.
*/}}
{{- define "garden.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "garden.name" .) | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "garden.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{ include "garden.selectorLabels" . }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "garden.selectorLabels" -}}
app.kubernetes.io/name: {{ include "garden.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}
