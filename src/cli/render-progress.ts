import type { RenderProgress } from '../chart/renders.ts';
import type { Io } from '../io.ts';
import { type Progress, progressOf } from './progress.ts';

/** A bar of renders, from the moment on that it is known how many there will be; those before count too. */
export function renderProgress(io: Io): RenderProgress & Pick<Progress, 'end'> {
  let bar: Progress | undefined;
  let [done, expected] = [0, 0];
  return {
    expect: (most) => {
      bar?.end();
      expected += most;
      bar = progressOf(expected, 'renders', io);
      bar.done(done);
    },
    done: () => {
      done += 1;
      bar?.done(1);
    },
    end: () => bar?.end(),
  };
}
