import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Environment } from './helm.ts';
import { root } from './netpolish.ts';
import { noSettings } from './package.ts';
import { type RunResult, run } from './run.ts';

/** A step of a composite action, as far as ours has them. */
export type Step = {
  readonly name: string;
  readonly run: string;
  readonly shell: string;
  readonly env: Readonly<Record<string, string>>;
  readonly 'working-directory'?: string;
};

/** The action's own file. */
export type Action = {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
};

/** Inputs by their names. */
export type Inputs = Readonly<Record<string, string>>;

/** Where a step runs: see `runStep`. `env` is laid over what the step gets by itself. */
export type Place = { readonly folder: string; readonly workspace: string; readonly env?: Environment };

/** How a step ended, what it set as outputs, and what it wrote to the summary of the job. */
export type StepResult = RunResult & { readonly outputs: Inputs; readonly summary: string };

/** action.yml, read. */
export const action = parse(await readFile(join(root, 'action.yml'), 'utf8')) as Action;

/**
 * Runs one step of the action as GitHub's runner does: expressions in `env` and `working-directory` are filled in, nothing
 * else is, and bash gets the script as a file. `folder` is where the runner keeps its files, `workspace` the checkout.
 */
export const runStep = async (name: string, inputs: Inputs, place: Place): Promise<StepResult> => {
  const { folder, workspace } = place;
  const step = action.runs.steps.find((one) => one.name === name);
  if (step === undefined) throw new Error(`the action has no step ${name}`);
  const fill = (text: string): string =>
    text.replace(
      /\$\{\{ inputs\.([\w-]+) \}\}/g,
      (_, input: string) => inputs[input] ?? action.inputs[input]?.default ?? '',
    );
  const [script, output, summary] = [join(folder, 'script.sh'), join(folder, 'output'), join(folder, 'summary')];
  await mkdir(join(folder, 'temp'), { recursive: true });
  for (const [file, text] of [
    [script, step.run],
    [output, ''],
    [summary, ''],
  ] as const)
    await writeFile(file, text);
  const env = {
    ...noSettings,
    ...Object.fromEntries(Object.entries(step.env).map(([key, value]) => [key, fill(value)])),
    RUNNER_TEMP: join(folder, 'temp'),
    GITHUB_ACTION_PATH: root,
    GITHUB_OUTPUT: output,
    GITHUB_STEP_SUMMARY: summary,
    GITHUB_WORKSPACE: workspace,
    GITHUB_ACTIONS: 'true',
    ...place.env,
  };
  const cwd = join(workspace, fill(step['working-directory'] ?? '.'));
  const result = await run('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], { cwd, env });
  const lines = (await readFile(output, 'utf8')).split('\n').filter((line) => line !== '');
  const outputs = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
  return { ...result, outputs, summary: await readFile(summary, 'utf8') };
};

/** What of a log the runner obeys: lines that are commands, outside of `::stop-commands::`. */
export const commands = (log: string): readonly string[] => {
  const heard: string[] = [];
  let token: string | undefined;
  for (const line of log.split('\n').map((one) => one.trimStart())) {
    if (token !== undefined) token = line === `::${token}::` ? undefined : token;
    else if (line.startsWith('::stop-commands::')) token = line.slice('::stop-commands::'.length);
    else if (line.startsWith('::') || line.includes('##[')) heard.push(line);
  }
  return heard;
};
