# The KRM function as an image: the bundled files and Node, no shell, no package manager, not root.
# Build it in a checkout: docker build --tag ghcr.io/netpolish/netpolish:0.1.0 .
# The bases are named by tags, so that each build has their latest repairs; a release says in its provenance which they were.
# The bundle is the same on every machine: it is built on the one at hand.
FROM --platform=$BUILDPLATFORM node:24-slim AS build
WORKDIR /src
COPY . .
RUN npm ci --ignore-scripts && npm run build

FROM gcr.io/distroless/nodejs24-debian13:nonroot
LABEL org.opencontainers.image.title="netpolish" \
      org.opencontainers.image.source="https://github.com/netpolish/netpolish" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /src/dist/netpolish.cjs /src/dist/sbom.cdx.json /src/dist/THIRD-PARTY-LICENSES.txt /src/LICENSE /netpolish/
COPY --from=build /src/dist/late /netpolish/late
# By its number, so that Kubernetes can tell it is not root. kustomize runs it as `nobody` all the same.
USER 65532:65532
ENTRYPOINT ["/nodejs/bin/node", "/netpolish/netpolish.cjs", "fn"]
