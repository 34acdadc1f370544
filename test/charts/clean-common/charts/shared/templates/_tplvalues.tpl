{{- define "shared.tplvalues.render" -}}
{{- $value := typeIs "string" .value | ternary .value (.value | toYaml) -}}
{{- if contains "{{" (toJson .value) -}}
{{- if .scope -}}
{{- tpl (cat "{{- with $.RelativeScope -}}" $value "{{- end }}") (merge (dict "RelativeScope" .scope) .context) -}}
{{- else -}}
{{- tpl $value .context -}}
{{- end -}}
{{- else -}}
{{- $value -}}
{{- end -}}
{{- end -}}

{{- define "shared.tplvalues.merge" -}}
{{- $result := dict -}}
{{- range .values -}}
{{- $result = include "shared.tplvalues.render" (dict "value" . "context" $.context) | fromYaml | merge $result -}}
{{- end -}}
{{- $result | toYaml -}}
{{- end -}}
