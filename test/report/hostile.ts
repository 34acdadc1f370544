import type { Finding, Location, ObjectRef } from '../../src/finding.ts';
import { fingerprintsOf } from '../../src/pipeline/fingerprint.ts';
import type { Polished } from '../../src/pipeline/polish.ts';
import type { ReportContext } from '../../src/report/reporter.ts';

/** What strangers may call a policy, a file or a label, by what it tries. */
export const HOSTILE: Readonly<Record<string, string>> = {
  plain: 'web',
  empty: '',
  'a percent sign': '100%0A%',
  'a line break': 'a\nb',
  'a workflow command': '\r\n::error file=x::pwned',
  'an old workflow command': '##[add-mask]x',
  'the end of a property': 'a:b,line=1::c',
  'a script': '<script>alert(1)</script>',
  'a column of a table': 'a|b||',
  'marks of Markdown': '`a` ```\n``` *b* _c_ [d](https://evil.example) ![e](x) # f\n- g',
  'a mention': '@org/team #1 https://evil.example www.evil.example',
  'the end of a fold': '</details></summary><!-- -->',
  'the end of CDATA': 'a]]>b<![CDATA[',
  entities: '&amp;&#60;"\'<>',
  'an escape sequence': '\u001b[31mred\u001b[0m\u009b1m',
  NUL: 'a\0b',
  'a lone high half': 'a\ud800b',
  'a lone low half': '\udc00',
  'an escape of a half, in words': '\\ud800 \\\\ud800',
  'what XML forbids': '\u0001\u000b\u000c\ufffe\uffff',
  'right to left': '\u202egpj.exe\u202c\u2066x\u2069\u061c',
  'wide characters': '網路政策👩‍💻',
  'line separators': 'a\u2028b\u2029c\u0085d',
  'a place in a message': '{0} {1}',
  'a way up': '../../../etc/passwd',
  'a whole path': '/etc/passwd',
  'an address': 'https://evil.example/x?y#z',
};

/** Control characters but for line breaks, and the marks that turn a line around. */
export const CONTROL: RegExp =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u2028-\u202e\u2066-\u2069]|\p{Surrogate}/u;

/** How the reports of these tests are asked for. */
export const CONTEXT: ReportContext = {
  failOn: 'error',
  colour: false,
  verbose: true,
  cwd: '/home/me/shop',
  command: 'netpolish check …',
  fixFlag: 'netpolish fix --write',
};

/** A run whose every text that comes from outside is this one. */
export function hostile(text: string): Polished {
  const policy: ObjectRef = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', namespace: text, name: text };
  const place = { document: 1, path: ['spec', 'ingress', 0, text], line: 3, column: 5, endLine: 3, endColumn: 9 };
  const file: Location = { ...place, file: `${text}.yaml`, origin: 'file' };
  const kept: Location = { ...file, source: text, origin: 'rendered' };
  const rendered: Location = { ...place, file: '<stdin>', source: text, origin: 'rendered' };
  const item: Location = { ...place, file: '<stdin>', origin: 'resourceList', item: { path: text, index: 0 } };
  const nowhere: Location = { ...place, file: '<stdin>', origin: 'rendered' };
  const base: Finding = {
    check: 'emptied-peers',
    severity: 'error',
    effect: 'opens',
    message: `${text} is blank. Opens ${text}.`,
    help: `write\n${text}`,
    policy,
    location: file,
    related: [{ message: text, policy, location: rendered }],
    clients: { helm3: text, kubectl: text },
    fix: { message: text, edits: [{ line: 3, column: 5, endLine: 3, endColumn: 9, text }] },
    about: text,
    caret: text,
    effectText: `Opens ${text}.`,
    refusedBy: [],
    excerpt: [{ line: 3, text: `    ${text}` }],
  };
  const findings: readonly Finding[] = [
    base,
    base,
    { ...base, location: kept },
    { ...base, location: rendered, effect: 'rejected' },
    { ...base, location: item, severity: 'warning' },
    { ...base, location: nowhere, policy: null, severity: 'info', check: 'unrendered-template' },
    { ...base, fixed: true },
    { ...base, ignored: { by: 'comment', reason: text, until: '2026-12-31' } },
    { ...base, policy: { ...policy, name: 'ignored' }, ignored: { by: 'configuration' } },
  ];
  const polished = { findings, groups: [], merges: [], outputs: [], unknownChecks: [text], notes: [text] };
  const counts = {
    documents: 9,
    policies: 9,
    groups: 1,
    errors: 4,
    warnings: 1,
    infos: 1,
    fixed: 1,
    ignored: 2,
    ignoredErrors: 1,
  };
  return {
    ...polished,
    swaps: [],
    passedOver: [text],
    ignores: { unheard: 1, entries: [], used: [], stale: 1 },
    unproved: [{ namespace: text, podSelector: {}, policies: [text], reason: text }],
    summary: { ...counts, merged: 0, simplified: 0 },
    proofs: () => [],
    fingerprints: () => fingerprintsOf(findings),
    judged: () => [{ policy: { ...policy, name: `clean ${text}` }, location: kept }],
  };
}
