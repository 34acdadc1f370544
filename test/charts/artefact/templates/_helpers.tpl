{{/*
The name of the chart, as labels take it.
*/}}
{{- define "notary.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/*
The name of everything that a release makes.
*/}}
{{- define "notary.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "notary.name" .) | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "notary.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{ include "notary.selectorLabels" . }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "notary.selectorLabels" -}}
app.kubernetes.io/name: {{ include "notary.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}
