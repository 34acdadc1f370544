import type { Command } from 'commander';
import type { ExitCode, Io } from '../io.ts';
import { VERSION } from '../version.ts';
import { bashScript } from './completion/bash.ts';
import { fishScript } from './completion/fish.ts';
import { type Model, modelOf } from './completion/model.ts';
import { zshScript } from './completion/zsh.ts';

/** The shells that can be taught. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** One of them. */
export type Shell = (typeof SHELLS)[number];

const SCRIPTS: Readonly<Record<Shell, (model: Model) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/**
 * `netpolish completion SHELL`: a script that completes without asking us, so that no key press waits for Node. It knows
 * what this version takes.
 */
export function completion(shell: Shell, program: Command, io: Io): ExitCode {
  const head = `# What netpolish ${VERSION} takes, for ${shell}; made by \`netpolish completion ${shell}\`.\n`;
  const script = SCRIPTS[shell](modelOf(program));
  // zsh reads the first line of a file to know what it completes.
  io.stdout.write(shell === 'zsh' ? script.replace('\n', `\n${head}`) : `${head}${script}`);
  return 0;
}
