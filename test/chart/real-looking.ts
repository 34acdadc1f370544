/** Templates as charts have them, in our own words: the idioms of common helpers, ranges over maps, policies from libraries. */
export const REAL_LOOKING: Readonly<Record<string, string>> = {
  'a policy with a switch': `{{- if .Values.networkPolicy.enabled }}
kind: NetworkPolicy
apiVersion: {{ include "common.capabilities.networkPolicy.apiVersion" . }}
metadata:
  name: {{ template "common.names.fullname" . }}
  namespace: {{ include "common.names.namespace" . | quote }}
  labels: {{- include "common.labels.standard" ( dict "customLabels" .Values.commonLabels "context" $ ) | nindent 4 }}
  {{- if .Values.commonAnnotations }}
  annotations: {{- include "common.tplvalues.render" ( dict "value" .Values.commonAnnotations "context" $ ) | nindent 4 }}
  {{- end }}
spec:
  {{- $podLabels := include "common.tplvalues.merge" ( dict "values" ( list .Values.podLabels .Values.commonLabels ) "context" . ) }}
  podSelector:
    matchLabels: {{- include "common.labels.matchLabels" ( dict "customLabels" $podLabels "context" $ ) | nindent 6 }}
  policyTypes:
    - Ingress
    - Egress
  {{- if .Values.networkPolicy.allowExternalEgress }}
  egress:
    - {}
  {{- else }}
  egress:
    - ports:
        - port: 53
          protocol: UDP
    {{- if .Values.networkPolicy.extraEgress }}
    {{- include "common.tplvalues.render" ( dict "value" .Values.networkPolicy.extraEgress "context" $ ) | nindent 4 }}
    {{- end }}
  {{- end }}
  ingress:
    - ports:
        - port: {{ .Values.containerPorts.http }}
        {{- if .Values.metrics.enabled }}
        - port: {{ .Values.metrics.port }}
        {{- end }}
      {{- if not .Values.networkPolicy.allowExternal }}
      from:
        - podSelector:
            matchLabels: {{- include "common.labels.matchLabels" ( dict "customLabels" .Values.commonLabels "context" $ ) | nindent 14 }}
        {{- if .Values.networkPolicy.ingressNSMatchLabels }}
        - namespaceSelector:
            matchLabels:
              {{- range $key, $value := .Values.networkPolicy.ingressNSMatchLabels }}
              {{ $key | quote }}: {{ $value | quote }}
              {{- end }}
          {{- if .Values.networkPolicy.ingressNSPodMatchLabels }}
          podSelector:
            matchLabels:
              {{- range $key, $value := .Values.networkPolicy.ingressNSPodMatchLabels }}
              {{ $key | quote }}: {{ $value | quote }}
              {{- end }}
          {{- end }}
        {{- end }}
      {{- end }}
    {{- if .Values.networkPolicy.extraIngress }}
    {{- include "common.tplvalues.render" ( dict "value" .Values.networkPolicy.extraIngress "context" $ ) | nindent 4 }}
    {{- end }}
{{- end }}
`,
  'common helpers': `{{/* vim: set filetype=mustache: */}}
{{- define "common.tplvalues.render" -}}
{{- $value := typeIs "string" .value | ternary .value (.value | toYaml) }}
{{- if contains "{{" (toJson .value) }}
  {{- if .scope }}
      {{- tpl (cat "{{- with $.RelativeScope -}}" $value "{{- end }}") (merge (dict "RelativeScope" .scope) .context) }}
  {{- else }}
    {{- tpl $value .context }}
  {{- end }}
{{- else }}
    {{- $value }}
{{- end }}
{{- end -}}

{{- define "common.tplvalues.merge" -}}
{{- $dst := dict -}}
{{- range .values -}}
{{- $dst = include "common.tplvalues.render" (dict "value" . "context" $.context "scope" $.scope) | fromYaml | merge $dst -}}
{{- end -}}
{{ $dst | toYaml }}
{{- end -}}

{{- define "common.names.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "common.names.namespace" -}}
{{- default .Release.Namespace .Values.namespaceOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "common.names.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "common.labels.standard" -}}
{{- if and (hasKey . "customLabels") (hasKey . "context") -}}
{{- $default := dict "app.kubernetes.io/name" (include "common.names.name" .context) "app.kubernetes.io/instance" .context.Release.Name -}}
{{ template "common.tplvalues.merge" (dict "values" (list .customLabels $default) "context" .context) }}
{{- else -}}
app.kubernetes.io/name: {{ include "common.names.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}
{{- end -}}

{{- define "common.labels.matchLabels" -}}
{{- if and (hasKey . "customLabels") (hasKey . "context") -}}
{{ merge (pick (include "common.tplvalues.render" (dict "value" .customLabels "context" .context) | fromYaml) "app.kubernetes.io/name" "app.kubernetes.io/instance") (dict "app.kubernetes.io/name" (include "common.names.name" .context) "app.kubernetes.io/instance" .context.Release.Name ) | toYaml }}
{{- else -}}
app.kubernetes.io/name: {{ include "common.names.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}
{{- end -}}

{{- define "common.capabilities.networkPolicy.apiVersion" -}}
{{- print "networking.k8s.io/v1" -}}
{{- end -}}
`,
  'a library that renders from a map': `{{- define "lib.render.networkpolicies" -}}
  {{- $enabled := (include "lib.enabled" (dict "rootContext" $ "resources" .Values.networkpolicies) | fromYaml) -}}
  {{- range $key := keys $enabled -}}
    {{- $resourceValues := (mustDeepCopy (get $.Values.networkpolicies $key)) -}}
    {{- $object := (include "lib.toObject" (dict "rootContext" $ "id" $key "values" $resourceValues)) | fromYaml -}}
    {{- include "lib.class.networkpolicy" (dict "rootContext" $ "object" $object) | nindent 0 -}}
  {{- end -}}
{{- end -}}

{{- define "lib.enabled" -}}
  {{- $out := dict -}}
  {{- range $name, $resource := .resources -}}
    {{- if not (eq (toString ($resource.enabled | default true)) "false") -}}
      {{- $_ := set $out $name . -}}
    {{- end -}}
  {{- end -}}
  {{- $out | toYaml -}}
{{- end -}}

{{- define "lib.toObject" -}}
  {{- $objectValues := .values -}}
  {{- $_ := set $objectValues "identifier" .id -}}
  {{- $objectValues | toYaml -}}
{{- end -}}

{{- define "lib.class.networkpolicy" -}}
  {{- $root := .rootContext -}}
  {{- $policy := .object -}}
---
kind: NetworkPolicy
apiVersion: networking.k8s.io/v1
metadata:
  name: {{ $policy.name }}
  {{- with (merge ($policy.labels | default dict) (include "lib.labels" $root | fromYaml)) }}
  labels: {{- toYaml . | nindent 4 -}}
  {{- end }}
spec:
  {{- if (hasKey $policy "podSelector") }}
  podSelector: {{- toYaml (default dict $policy.podSelector) | nindent 4 }}
  {{- else }}
  podSelector:
    matchLabels: {{- include "lib.labels" $root | nindent 6 }}
  {{- end }}
  {{- with $policy.policytypes }}
  policyTypes: {{- toYaml . | nindent 4 -}}
  {{- end }}
  {{- with $policy.rules.ingress }}
  ingress: {{- tpl (toYaml .) $root | nindent 4 -}}
  {{- end }}
{{- end -}}

{{- define "lib.labels" -}}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- range $name, $value := .Values.global.labels }}
{{ $name }}: {{ tpl (toString $value) $ | quote }}
{{- end }}
{{- end -}}
`,
  'a policy in three kinds': `{{- if and (.Values.networkPolicy.enabled) (eq .Values.networkPolicy.flavor "kubernetes") }}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ include "app.name" . }}-namespace-only
spec:
  podSelector: {}
  egress:
    - to:
        - podSelector: {}
{{- if .Values.networkPolicy.alertmanager.port }}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ include "app.name" . }}-alertmanager
spec:
  egress:
    - ports:
        - port: {{ .Values.networkPolicy.alertmanager.port }}
          protocol: TCP
      {{- if .Values.networkPolicy.alertmanager.namespaceSelector }}
      to:
        - namespaceSelector:
            {{- toYaml .Values.networkPolicy.alertmanager.namespaceSelector | nindent 12 }}
          podSelector:
            {{- toYaml .Values.networkPolicy.alertmanager.podSelector | nindent 12 }}
      {{- end }}
  podSelector:
    matchLabels:
      {{- include "app.labels" $ | nindent 6 }}
{{- end }}
{{- else if eq .Values.networkPolicy.flavor "cilium" }}
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata:
  name: {{ .Release.Name }}
spec:
  endpointSelector: {}
{{- end }}
`,
};
