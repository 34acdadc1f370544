import type { ReportContext } from './reporter.ts';

/** What a report on a chart is told about the run, beside what was found. */
export type ChartContext = ReportContext & {
  /** Tell the table of values against policies too. */
  readonly matrix?: boolean;
  /** Columns of the terminal; undefined where there is none. */
  readonly width?: number;
  /** The words for Helm that the base was asked for with: `-f`, `prod.yaml`. */
  readonly given?: readonly string[];
  /** The name of the release, and other words for Helm, where somebody gave them: `--namespace`, `shop`. */
  readonly release?: string;
  readonly words?: readonly string[];
};
