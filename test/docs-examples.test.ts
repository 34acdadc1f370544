import { readFileSync, writeFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { inFolder, runMain } from './cli/fake-io.ts';

const test = suite('docs');

const PAGES = ['suppressions.md'];

for (const page of PAGES) {
  test(`docs/${page}: each command prints what stands below it (UPDATE=1 writes it)`, async () => {
    const path = new URL(`../docs/${page}`, import.meta.url);
    const text = readFileSync(path, 'utf8');
    const files = [...text.matchAll(/```yaml\n# (\S+\.yaml)\n([\s\S]*?)```/g)].map(([, name = '', body = '']) => [
      name,
      body,
    ]);
    assert.ok(files.length > 0, 'there are files');
    await inFolder(Object.fromEntries(files), async (cwd) => {
      const run = await ran(text, cwd);
      if (process.env.UPDATE === '1') writeFileSync(path, run);
      assert.fixture(text, run);
    });
  });
}

/** The page with what each command prints now, and the exit code where it is not 0. */
async function ran(text: string, cwd: string): Promise<string> {
  const parts: string[] = [];
  let from = 0;
  for (const match of text.matchAll(/```console\n([\s\S]*?)```/g)) {
    const printed: string[] = [];
    for (const [line, args = ''] of (match[1] ?? '').matchAll(/^\$ netpolish (.*)$/gm)) {
      const { code, stdout, stderr } = await runMain(args.split(' '), { cwd });
      printed.push(`${line}\n${stderr}${stdout}${code === 0 ? '' : `[exit ${code}]\n`}`);
    }
    assert.ok(printed.length > 0, 'there is a command');
    parts.push(text.slice(from, match.index), `\`\`\`console\n${printed.join('')}\`\`\``);
    from = match.index + match[0].length;
  }
  return parts.join('') + text.slice(from);
}

test.run();
