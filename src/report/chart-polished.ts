import type { ChartReport, ChartRow } from '../chart/types.ts';
import type { Finding } from '../finding.ts';
import { fingerprintsOf } from '../pipeline/fingerprint.ts';
import { countFindings, type JudgedPolicy, type Polished } from '../pipeline/polish.ts';
import { STANDARD_INPUT } from './anchor.ts';
import type { ChartContext } from './chart-context.ts';
import { failureFinding } from './chart-failure.ts';
import { causeWords, othersWords } from './chart-finding-text.ts';
import { placedFinding, templatePath } from './chart-place.ts';
import { faultyFailures } from './chart-summary.ts';
import { flagWords } from './chart-words.ts';

/**
 * A chart for the reporters of manifests: each fault at its line of the template where that is known, saying with which values
 * it shows; a render that fails by a fault of the chart is one too.
 */
export function polishedOf(report: ChartReport, context: Pick<ChartContext, 'given'> = {}): Polished {
  const findings = [
    ...report.rows.map((row) => rowFinding(report, row, context)),
    ...faultyFailures(report).map((failure): Finding => {
      const told = failureFinding(report, failure);
      const message = `With ${flagWords(failure, context)}: ${told.message}`;
      return unpacked({ ...told, message, caret: message }, failure.place);
    }),
  ];
  return {
    findings,
    groups: [],
    merges: [],
    unproved: [],
    summary: {
      documents: report.sweep.renders,
      policies: report.matrix.policies.length,
      groups: 0,
      ...countFindings(findings),
      merged: 0,
      simplified: 0,
    },
    outputs: [],
    unknownChecks: [],
    ignores: { unheard: 0, entries: [], used: [], stale: 0 },
    passedOver: [],
    notes: report.notes,
    swaps: [],
    proofs: () => [],
    fingerprints: () => fingerprintsOf(findings),
    judged: () => judgedOf(report, findings),
  };
}

function rowFinding(report: ChartReport, row: ChartRow, context: Pick<ChartContext, 'given'>): Finding {
  const told = placedFinding(report.chart, row);
  const values = `With ${flagWords(row, context)}`;
  const why = causeWords(row);
  const effectText = `${told.effectText}\n${values}${othersWords(row)}.${why === '' ? '' : `\n${why}.`}`;
  const finding = {
    ...told,
    message: `${values}: ${told.message}${why === '' ? '' : ` ${why}.`}`,
    effectText,
    help: row.cure === undefined ? told.help : row.cure.message,
  };
  return unpacked(finding, row.place);
}

/** A line in a packed chart is none that anybody could be shown: the template is named as a whole. */
function unpacked(finding: Finding, place: ChartRow['place']): Finding {
  if (place === undefined || place.onDisk) return finding;
  const { location } = finding;
  return {
    ...finding,
    message: `${finding.message} (${place.file}:${place.line})`,
    location: {
      ...location,
      file: STANDARD_INPUT,
      origin: 'resourceList',
      item: { path: location.file, index: 0 },
    },
  };
}

/** The policies of the base, where their findings stand: those without one are told as passed where tests are told. */
function judgedOf({ chart, matrix }: ChartReport, findings: readonly Finding[]): readonly JudgedPolicy[] {
  const places = new Map(findings.map(({ policy, location }) => [JSON.stringify(policy), location]));
  return matrix.policies.map(({ policy, template }) => ({
    policy,
    location: places.get(JSON.stringify(policy)) ?? { file: templatePath(chart, template), origin: 'file' },
  }));
}
