import type { Plugin } from 'esbuild';

/**
 * Leaves packages of the bundle no `createRequire`: what is made by it finds whatever lies in a node_modules above of where
 * netpolish was put, in a user's project or the root of the disk, and runs it. fdir looks for picomatch so (6.5.0) and does
 * well without.
 */
export function selfContained(): Plugin {
  return {
    name: 'self-contained',
    setup: ({ onResolve, onLoad }) => {
      onResolve({ filter: /^(node:)?module$/ }, () => ({ path: 'module', namespace: 'self-contained' }));
      onLoad({ filter: /.*/, namespace: 'self-contained' }, () => ({
        contents: `const absent = (name) => { throw new Error(name + ' is not in the bundle'); };
          absent.resolve = absent;
          export const createRequire = () => absent;`,
        loader: 'js',
      }));
    },
  };
}
