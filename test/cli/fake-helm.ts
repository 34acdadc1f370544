import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A program that answers as Helm 3 does for the chart of `shopChart`, which has one switch, `open`; `FAKE_HELM` in its environment makes it
 * fail. It stands in the folder; its path is given.
 */
export const fakeHelm = (folder: string): string => {
  const path = join(folder, 'fake-helm');
  writeFileSync(path, PROGRAM, { mode: 0o755 });
  return path;
};

/** The files of a chart: with `open` its `from:` is empty. */
export const shopChart = (
  folder: string,
  version = '1.0.0',
  from = '      from:',
): Readonly<Record<string, string>> => ({
  [`${folder}/Chart.yaml`]: `apiVersion: v2\nname: shop\nversion: ${version}\n`,
  [`${folder}/values.yaml`]: 'open: false\n',
  [`${folder}/templates/np.yaml`]: `\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: web
spec:
  podSelector: {}
  policyTypes: [Ingress]
  ingress:
    - ports: [{port: 80}]
${from}
        {{- if not .Values.open }}
        - podSelector: {matchLabels: {app: a}}
        {{- end }}
`,
});

const PROGRAM = `#!/bin/sh
test "$1" = version && { echo v3.17.2+g1; exit; }
values=$(cat)
case "$FAKE_HELM $values" in
  refuse*) echo 'Error: execution error at (shop/templates/np.yaml:2:4): give a name' >&2; exit 1;;
  deps*) echo 'Error: An error occurred while checking for chart dependencies: found in Chart.yaml, but missing in charts/ directory: redis' >&2; exit 1;;
  hang*) sleep 60;;
esac
echo '---'
if test -f "$3/templates/netpolish-values.yaml"; then
  case "$values" in '{}') echo '{"open":false}';; *) echo "$values";; esac
  exit
fi
echo '# Source: shop/templates/np.yaml'
case "$values" in
  *'"open":true'*) grep -v -e '{{-' -e '- podSelector' "$3/templates/np.yaml";;
  *) grep -v '{{-' "$3/templates/np.yaml";;
esac
`;
