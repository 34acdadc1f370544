import { Presets, SingleBar } from 'cli-progress';
import type { Io } from '../io.ts';
import type { Progress } from './progress.ts';

/** A bar on standard error, from its first frame on. What it takes to draw one is loaded when it is called (scripts/build.ts). */
export function progressBar(total: number, what: string, stderr: Io['stderr']): Progress {
  const bar = new SingleBar(
    {
      format: `  {bar} {value} of {total} ${what}, {eta_formatted} left`,
      stream: process.stderr,
      clearOnComplete: true,
      // Ctrl-C ends the process at once, and nobody would show the cursor again.
      hideCursor: false,
      barsize: 30,
      etaBuffer: 200,
    },
    Presets.shades_classic,
  );
  let sum = 0;
  bar.start(total, 0);
  return {
    done: (count) => {
      sum += count;
      bar.update(sum);
    },
    around: (write) => {
      stderr.write('\r\u001b[K');
      write();
      bar.render();
    },
    end: () => bar.stop(),
  };
}
