import type { Check, Report, StrayIgnore } from './check.ts';

/** An ignore in a manifest that ignores nothing. */
export const unusedIgnore: Check = {
  id: 'unused-ignore',
  severity: 'warning',
  scope: 'ignores',
  summary: 'An ignore in a manifest that lets nothing pass: not needed, misspelt, or without a reason.',
  help:
    'An ignore that nobody needs any more hides the next fault of its kind, and one that is misspelt does nothing. Where it may ' +
    'be needed yet, since a template wrote the manifest or the check looks at other manifests too, it is an info. It covers ' +
    '`netpolish.dev/ignore` and `# netpolish-ignore`; what a configuration or a baseline no longer needs stands at the end of ' +
    'the report. docs/suppressions.md has all of it.',
  precision: 'It compares what is written with what was found: no wrong finding is known.',
  check: function* (ignores) {
    for (const ignore of ignores) yield report(ignore);
  },
};

function report(ignore: StrayIgnore): Report {
  const { check, subject, path } = ignore;
  const what = check === '' ? 'the ignore' : `the ignore of \`${check}\``;
  return { subject, path, severity: 'warning', effect: 'none', what, ...wordsOf(ignore) };
}

function wordsOf({ stray, check, meant, by }: StrayIgnore): Pick<Report, 'is' | 'so' | 'help'> & Partial<Report> {
  const form = by === 'annotation' ? `${check || 'check-id'}: …` : `# netpolish-ignore ${check || 'check-id'} …`;
  switch (stray) {
    case 'unused':
      return {
        is: 'not needed: there is no such finding',
        so: 'It would hide the next one.',
        help: 'delete it.',
      };
    case 'maybe unused':
      return {
        severity: 'info',
        is: 'not needed here: there is no such finding',
        so: 'With other values, or beside other manifests, there may be one.',
        help: 'nothing, if it is needed elsewhere; delete it otherwise.',
      };
    case 'unknown':
      return unknownWords(check, meant);
    case 'unreasoned':
      return {
        is: 'without a reason, so it does not count',
        so: 'It lets nothing pass.',
        help: `the reason: \`${form}\``,
      };
    case 'nobody':
      return {
        is: 'one that no manifest may give: the check is about the whole namespace',
        so: 'It lets nothing pass.',
        help: 'an `ignore` in the configuration.',
      };
    case 'nowhere':
      return {
        is: 'above nothing that is judged',
        so: 'It lets nothing pass: a comment speaks of its own line or of the next one, in its own document.',
        help: 'the comment right above the line of the finding.',
      };
  }
}

function unknownWords(check: string, meant: string | undefined): Pick<Report, 'is' | 'so' | 'help'> {
  if (check === '')
    return { is: 'about no check', so: 'It lets nothing pass.', help: 'the id of the check, and the reason.' };
  if (check === '*')
    return {
      is: 'about every check, and manifests name one at a time',
      so: 'It lets nothing pass.',
      help: 'the id of the check, and the reason.',
    };
  return {
    is: 'about no check that there is',
    so: 'It lets nothing pass.',
    help: meant === undefined ? 'an id that `netpolish checks` lists.' : `\`${meant}\`, if that is meant.`,
  };
}
