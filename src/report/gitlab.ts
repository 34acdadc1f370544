import type { Effect, Finding, Severity } from '../finding.ts';
import { anchorOf, placeWords, STANDARD_INPUT } from './anchor.ts';
import { cleanLine, cut } from './clean.ts';
import type { ReportContext, Reporter } from './reporter.ts';
import { isShown, policyName } from './shown.ts';
import { writeJson } from './write-json.ts';

/**
 * GitLab's Code Quality (docs.gitlab.com, ci/testing/code_quality, "Code Quality report format"). It knows no ignored findings,
 * so they are left out, as are those that were fixed.
 */
export const gitlab: Reporter = ({ findings, fingerprints }, context) => {
  const known = fingerprints();
  const issues = findings.flatMap((finding, i) =>
    finding.ignored || finding.fixed || !isShown(finding, context) ? [] : [issueOf(finding, known[i] ?? '', context)],
  );
  return writeJson(issues);
};

const MAX_DESCRIPTION = 2000;

function issueOf(finding: Finding, fingerprint: string, { cwd }: ReportContext): object {
  const { check, severity, effect, message, help, location } = finding;
  const anchor = anchorOf(location, cwd);
  const place = anchor?.region === undefined ? `, ${placeWords(location, cwd)}` : '';
  const text = `${policyName(finding)}${place}: ${message} Write: ${help}`;
  return {
    description: cleanLine(cut(text, MAX_DESCRIPTION)),
    check_name: check,
    fingerprint,
    severity: severityOf(severity, effect),
    location: {
      path: cleanLine(cut(anchor?.path ?? STANDARD_INPUT, MAX_DESCRIPTION)),
      // A line has to be there; the first one stands for the whole of a template, whose lines nobody knows.
      lines: { begin: anchor?.region?.line ?? 1, ...(anchor?.region && { end: anchor.region.endLine }) },
    },
  };
}

/** What the API refuses stops every release; nothing of ours is `minor`. */
function severityOf(severity: Severity, effect: Effect): 'blocker' | 'critical' | 'major' | 'info' {
  if (severity === 'info') return 'info';
  if (severity === 'warning') return 'major';
  return effect === 'rejected' ? 'blocker' : 'critical';
}
