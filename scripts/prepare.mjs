// npm runs this after `npm ci`, before it packs, and where netpolish is installed from its repository, as pre-commit does.
// There `npm install --global` hands its own setting on to the install that ought to fetch what a build needs (npm 11.19),
// and nothing is fetched. So this fetches it, as the lock file has it. Plain JavaScript: without tsx nothing else runs.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const npm = process.env.npm_execpath ?? '';

// `npm install --package-lock-only` asks for no build, and has nothing to build with.
if (process.env.npm_config_package_lock_only === 'true') process.exit(0);

if (!existsSync('node_modules/tsx')) {
  run([npm, 'install', '--no-save', '--include=dev', '--ignore-scripts'], { npm_config_global: 'false', npm_config_prefix: undefined });
}
run(['--import', 'tsx', 'scripts/build.ts']);

function run(args, env = {}) {
  const { status, error } = spawnSync(process.execPath, args, {
    // What is printed to standard output would stand among what `npm pack --json` prints.
    stdio: ['ignore', 2, 2],
    env: { ...process.env, ...env },
  });
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(status ?? 1);
}
