import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Host } from './hosts.ts';

/** Environment variables; `undefined` takes one away. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What makes a Helm pipe its render through a command: arguments and environment to add to its own. */
export type PostRenderer = { readonly args: readonly string[]; readonly env: Environment };

/**
 * An environment in which Helm and kubectl read and write nothing outside `folder` and talk to the cluster of
 * `kubeconfig` (to none without it).
 */
export const helmEnv = (folder: string, kubeconfig: string = join(folder, 'no-kubeconfig')): Environment => ({
  HOME: folder,
  HELM_CACHE_HOME: join(folder, 'cache'),
  HELM_CONFIG_HOME: join(folder, 'config'),
  HELM_DATA_HOME: join(folder, 'data'),
  HELM_PLUGINS: join(folder, 'plugins'),
  // Discovery is cached by host and port; another server may get the port of this one.
  KUBECACHEDIR: join(folder, 'kube-cache'),
  KUBECONFIG: kubeconfig,
  HELM_DRIVER: undefined,
  HELM_NAMESPACE: undefined,
  HELM_DEBUG: undefined,
});

/**
 * Makes `host` use an executable as its post-renderer, in the way of its major version: Helm 3 takes the path, Helm 4 a
 * plugin, which is written into `folder`/plugins (where `helmEnv` looks). `command` is an absolute path or a name on
 * PATH. `args` reach it verbatim.
 */
export const postRenderer = async (
  host: Host,
  folder: string,
  command: string,
  args: readonly string[] = [],
): Promise<PostRenderer> => {
  const passed = args.map((arg) => `--post-renderer-args=${arg}`);
  if (host.major === 3) return { args: ['--post-renderer', command, ...passed], env: {} };
  const plugin = join(folder, 'plugins', 'e2e-renderer');
  await mkdir(plugin, { recursive: true });
  await writeFile(join(plugin, 'plugin.yaml'), pluginYaml);
  return { args: ['--post-renderer', 'e2e-renderer', ...passed], env: { E2E_RENDERER: command } };
};

// Helm splits `command` at blanks before it expands variables, so the path in the variable may hold some.
const pluginYaml = `\
apiVersion: v1
type: postrenderer/v1
name: e2e-renderer
version: 0.0.1
runtime: subprocess
runtimeConfig:
  platformCommand:
    - command: \${E2E_RENDERER}
`;
