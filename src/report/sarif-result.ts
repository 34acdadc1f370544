import type { ArtifactLocation, Fix, Location, LogicalLocation, Region, Result, Suppression } from 'sarif';
import type { Finding, Location as Place, TextEdit } from '../finding.ts';
import { type Anchor, anchorOf, STANDARD_INPUT, uriOf } from './anchor.ts';
import { clean, cut } from './clean.ts';
import type { ReportContext } from './reporter.ts';
import { RULE_INDEX } from './sarif-rules.ts';
import { LEVELS, plainText } from './sarif-text.ts';

/** What relative paths are relative to, as GitHub calls it. */
export const SOURCE_ROOT = '%SRCROOT%';

/** One finding as a result; `fingerprint` is what it is known by from run to run. */
export function resultOf(finding: Finding, fingerprint: string, { cwd }: Pick<ReportContext, 'cwd'>): Result {
  const { check, severity, message, help, fixed } = finding;
  const anchor = anchorOf(finding.location, cwd);
  const index = RULE_INDEX.get(check);
  const related = relatedLocations(finding, anchor, cwd);
  const fix = fixOf(finding, anchor);
  return {
    ruleId: check,
    ...(index !== undefined && { ruleIndex: index }),
    ...(fixed ? { kind: 'informational', level: 'none' } : { kind: 'fail', level: LEVELS[severity] }),
    message: { text: plainText(`${message}\n\n${fixed ? `Fixed: ${finding.fix?.message}` : `Write: ${help}`}`) },
    locations: [locationOf(finding, anchor)],
    ...(related.length > 0 && { relatedLocations: related }),
    partialFingerprints: fingerprintsOf(fingerprint, anchor),
    ...(fix !== undefined && { fixes: [fix] }),
    suppressions: suppressionsOf(finding),
    properties: propertiesOf(finding),
  };
}

/** GitHub makes a hash of the line itself where it has the line; elsewhere ours keeps alerts from being told twice. */
function fingerprintsOf(fingerprint: string, anchor: Anchor | undefined): Readonly<Record<string, string>> {
  const own = { 'netpolish/v1': fingerprint };
  return anchor?.region === undefined ? { ...own, primaryLocationLineHash: fingerprint } : own;
}

/** GitHub refuses a whole report for one result without a file, so standard input is named like one. */
function locationOf({ policy }: Pick<Finding, 'policy'>, anchor: Anchor | undefined): Location {
  return {
    physicalLocation: {
      artifactLocation: artifactOf(anchor?.path ?? STANDARD_INPUT),
      ...(anchor?.region !== undefined && { region: regionOf(anchor.region) }),
    },
    ...(policy !== null && { logicalLocations: [logicalOf(policy)] }),
  };
}

function logicalOf({ kind, namespace, name }: NonNullable<Finding['policy']>): LogicalLocation {
  const whole = [kind, namespace, name].filter((part) => part !== '').join('/');
  return { name: shortened(name || '(no name)'), fullyQualifiedName: shortened(whole), kind: 'resource' };
}

/** A name of the API has at most 253 characters, and what is shown of a false one need not be longer. */
function shortened(name: string): string {
  return clean(cut(name, 600));
}

function artifactOf(path: string): ArtifactLocation {
  const uri = uriOf(path);
  return uri.startsWith('file:') ? { uri } : { uri, uriBaseId: SOURCE_ROOT };
}

function regionOf({ line, column, endLine, endColumn }: Omit<TextEdit, 'text'>): Region {
  return { startLine: line, startColumn: column, endLine, endColumn };
}

function relatedLocations(
  { location, related }: Finding,
  anchor: Anchor | undefined,
  cwd: string | undefined,
): Location[] {
  const others = related.map((other) => ({
    ...locationOf(other, anchorOf(other.location, cwd)),
    message: { text: plainText(other.message) },
  }));
  return [...others, ...templateOf(location, anchor)].map((other, i) => ({ id: i + 1, ...other }));
}

/** A render that was kept in a file has lines, and a template that has to be edited instead. */
function templateOf({ source }: Place, anchor: Anchor | undefined): Location[] {
  if (anchor?.region === undefined || source === undefined) return [];
  const template = anchorOf({ file: STANDARD_INPUT, source }, undefined);
  if (template === undefined) return [];
  return [
    {
      physicalLocation: { artifactLocation: artifactOf(template.path) },
      message: { text: 'the template that was rendered' },
    },
  ];
}

/** What is fixed already, and what is only settled by a merge, has nothing to replace. */
function fixOf({ fix, fixed }: Finding, anchor: Anchor | undefined): Fix | undefined {
  if (fix === undefined || fixed || fix.edits.length === 0 || anchor?.region === undefined) return undefined;
  const replacements = fix.edits.map(({ text, ...place }) => ({
    deletedRegion: regionOf(place),
    insertedContent: { text },
  }));
  return {
    description: { text: plainText(fix.message) },
    artifactChanges: [{ artifactLocation: artifactOf(anchor.path), replacements }],
  };
}

/** Either every result of a run has the list or none (SARIF 2.1.0, 3.27.23). */
function suppressionsOf({ ignored }: Finding): Suppression[] {
  if (ignored === undefined) return [];
  const { by, reason, until } = ignored;
  const kind = by === 'annotation' || by === 'comment' ? 'inSource' : 'external';
  return [
    {
      kind,
      status: 'accepted',
      ...(reason !== undefined && { justification: plainText(reason) }),
      properties: { by, ...(until !== undefined && { until }) },
    },
  ];
}

function propertiesOf({ effect, clients, location, ignored, fixed }: Finding): NonNullable<Result['properties']> {
  const { path, origin, line } = location;
  return {
    effect,
    path,
    ...(clients !== undefined && { clients }),
    ...(origin === 'rendered' && { renderedLine: line }),
    ...(fixed && { state: 'fixed' }),
    ...(ignored && { state: 'ignored' }),
  };
}
