// All that a plain render does not need, behind one door: main.ts opens it late, and the build puts it in a bundle of its own.
export { serveBeside } from '../host/beside.ts';
export { execPlugin } from '../host/exec-plugin.ts';
export { filterReports } from '../host/filter-reports.ts';
export { readContext } from '../host/inputs.ts';
export { readKnown } from '../host/known.ts';
export { krmFunction } from '../host/krm-function.ts';
export { pipeSettings } from '../host/pipe-settings.ts';
export { runProgram } from './program.ts';
