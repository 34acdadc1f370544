{{/*
The name of the chart, as labels take it.
*/}}
{{- define "register.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/*
The name of everything that a release makes.
*/}}
{{- define "register.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "register.name" .) | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "register.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{ include "register.selectorLabels" . }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "register.selectorLabels" -}}
app.kubernetes.io/name: {{ include "register.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}
