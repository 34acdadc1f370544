import type { ChartFile } from '../../src/chart/chart.ts';

/** The files of a chart in memory, by their paths. */
export const chartFiles = (files: Readonly<Record<string, string>>): readonly ChartFile[] =>
  Object.entries(files).map(([path, text]) => ({ path, bytes: Buffer.from(text), onDisk: true }));
