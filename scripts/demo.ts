import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

// Runs the built bin on examples/ and prints what a person would see. It ends well although it shows a blocked install.
const BIN = 'dist/netpolish.cjs';

title('A template left `from:` with nothing under it. Nothing complains, and the port is open to everybody:');
run(['check', 'examples/render/redis.yaml']);

title(
  '`ingress: {}` beside a sibling that allows ingress. As the post-renderer of `helm install`, netpolish stops it:',
);
run(['post-render'], 'examples/render/shop.yaml');

title('With --fix the stray key is dropped, with --merge the two policies become one that allows exactly the same:');
run(['post-render', '--fix', '--merge'], 'examples/render/shop.yaml');

function title(words: string): void {
  console.log(`\n# ${words}\n`);
}

function run(args: readonly string[], stdin?: string): void {
  console.log(`$ netpolish ${args.join(' ')}${stdin === undefined ? '' : ` < ${stdin}`}`);
  const input = stdin === undefined ? '' : readFileSync(stdin);
  const { stdout, stderr, status, error } = spawnSync(process.execPath, [BIN, ...args], { input, encoding: 'utf8' });
  if (error !== undefined) throw error;
  process.stdout.write(`${stderr}${stdout}[exit ${status}]\n`);
}
