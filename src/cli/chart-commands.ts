// What renders charts, behind one door: no other command loads it, and the build puts it in a bundle of its own.
export { chart } from './chart.ts';
export { chartDiff } from './chart-diff.ts';
