{{/*
Labels of an object: (dict "customLabels" .Values.commonLabels "context" $).
*/}}
{{- define "shared.labels.standard" -}}
{{- $default := dict "app.kubernetes.io/name" (include "shared.names.name" .context) "helm.sh/chart" .context.Chart.Name "app.kubernetes.io/instance" .context.Release.Name "app.kubernetes.io/managed-by" .context.Release.Service -}}
{{ template "shared.tplvalues.merge" (dict "values" (list .customLabels $default) "context" .context) }}
{{- end -}}

{{/*
Labels that a selector may use: what people may not change.
*/}}
{{- define "shared.labels.matchLabels" -}}
{{- if and (hasKey . "customLabels") (hasKey . "context") -}}
{{ merge (pick (include "shared.tplvalues.render" (dict "value" .customLabels "context" .context) | fromYaml) "app.kubernetes.io/name" "app.kubernetes.io/instance") (dict "app.kubernetes.io/name" (include "shared.names.name" .context) "app.kubernetes.io/instance" .context.Release.Name) | toYaml }}
{{- else -}}
app.kubernetes.io/name: {{ include "shared.names.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}
{{- end -}}
