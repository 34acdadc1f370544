#!/bin/sh
cd "$(dirname "$0")" || exit 2
${KUSTOMIZE:-kubectl kustomize} app | ../../../dist/netpolish.cjs check --fail-on warning -
