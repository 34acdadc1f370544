import type { Clients, Effect, Severity } from '../../finding.ts';
import type { Choice, Context, FixEdits, Report } from '../check.ts';
import type { Shape } from './shape.ts';
import type { FieldName, Site } from './sites.ts';

/** A warning by hand, an error in a render: there an empty value wrote it. */
export type Loudness = Severity | 'error in a render';

/**
 * One row of the table of emptied fields (checks.md A; effects measured in api-truth-table.json): a field, how it is
 * filled, and what comes of it. The first row that fits a site speaks for it; no row means that nothing is wrong.
 */
export type Row = {
  readonly check: string;
  readonly field: FieldName;
  readonly shape: readonly Shape[];
  readonly when?: (site: Site, context: Context) => boolean;
  readonly effect: Effect | ((site: Site, context: Context) => Effect);
  readonly severity: Loudness | ((site: Site, context: Context) => Loudness);
  readonly what?: string | ((site: Site) => string);
  readonly is: string | ((site: Site, context: Context) => string);
  readonly so: (site: Site, context: Context) => string;
  readonly write: string | ((site: Site, context: Context) => string);
  readonly clients?: (site: Site, context: Context) => Clients | undefined;
  readonly related?: (site: Site, context: Context) => NonNullable<Report['related']>;
  readonly fix?: (site: Site, context: Context) => FixEdits | undefined;
  readonly choice?: (site: Site) => Choice | undefined;
};
