#!/bin/sh
# What Flux will apply, as far as CI can render it: the kustomization, and the chart with the values of its HelmRelease.
set -eu
cd "$(dirname "$0")"
rendered=$(mktemp -d)
trap 'rm -rf "$rendered"' EXIT
${KUSTOMIZE:-kubectl kustomize} apps/shop > "$rendered/kustomization.yaml"
helm template shop ../helm/shop --namespace shop --values apps/shop/values.yaml "$@" > "$rendered/chart.yaml"
# Both land in one cluster, so they are judged together.
../../dist/netpolish.cjs check --one-stream --namespace shop "$rendered"
