// The demo of the README: what it prints is pinned, from the built bin. UPDATE=1 rewrites demo.txt.
import { spawnSync } from 'node:child_process';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { assertGolden } from './checks/golden.ts';

const demo = suite('demo');

// The test runner asks for colours, a caller may ask for none: neither is pinned here.
const { FORCE_COLOR: _force, NO_COLOR: _no, ...env } = process.env;

demo('shows a finding, a blocked install, a fix and a merge, and ends well', () => {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/demo.ts'], {
    encoding: 'utf8',
    env,
  });
  assert.is(stderr, '');
  assert.is(status, 0);
  assertGolden(new URL('demo.txt', import.meta.url), stdout);
});

demo.run();
