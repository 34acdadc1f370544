{{/*
The name of the chart, as labels take it.
*/}}
{{- define "theatre.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/*
The name of everything that a release makes.
*/}}
{{- define "theatre.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "theatre.name" .) | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "theatre.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{ include "theatre.selectorLabels" . }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "theatre.selectorLabels" -}}
app.kubernetes.io/name: {{ include "theatre.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}
