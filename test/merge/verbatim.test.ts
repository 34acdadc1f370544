/** What a merge takes over word for word, and what it cannot. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { merge } from './run.ts';
import { declareTexts, FROM, HEAD, merged, PORT_80, PORT_81, policy, type Row, UNION } from './written.ts';

const test = suite('merge/verbatim');

const TEXTS: readonly Row[] = [
  [
    'comments go with their rules',
    `${policy('a', '  podSelector: {}\n  ingress:\n  # eighty\n  - ports: # here\n    # the port\n    - port: 80 # behind\n')}---\n${policy('b', PORT_81)}`,
    merged(
      'a',
      FROM,
      UNION.replace(
        '  - ports:\n    - port: 80',
        '  # eighty\n  - ports: # here\n    # the port\n    - port: 80 # behind',
      ),
    ),
  ],
  [
    'deeper indentation moves',
    `${policy('a', '    podSelector: {}\n    ingress:\n        - ports:\n            - port: 80\n')}---\n${policy('b', PORT_81)}`,
    merged('a', FROM, UNION.replace('    - port: 80', '      - port: 80')),
  ],
  [
    'flow rules stay on their line',
    `${policy('a', '  podSelector: {}\n  ingress: [{ports: [{port: 80}]}, {}]\n')}---\n${policy('b', PORT_81)}`,
    merged('a', FROM, UNION.replace('  - ports:\n    - port: 80', '  - {ports: [{port: 80}]}\n  - {}')),
  ],
  [
    'flow rules of several lines become block rules',
    `${policy('a', '  podSelector: {}\n  ingress: [{ports: [\n    {port: 80}]}]\n')}---\n${policy('b', PORT_81)}`,
    merged('a', FROM, UNION.replace('  - ports:\n    - port: 80', '  - ports:\n      - port: 80')),
  ],
  [
    'blank lines between rules go, those within a rule stay',
    `${policy('a', '  podSelector: {}\n  ingress:\n\n    \n\n  - from:\n    - podSelector: {}\n\n    ports:\n    - port: 80\n')}---\n${policy('b', PORT_81)}`,
    merged(
      'a',
      FROM,
      UNION.replace('  - ports:\n    - port: 80', '  - from:\n    - podSelector: {}\n\n    ports:\n    - port: 80'),
    ),
  ],
  [
    'anchors and aliases are written out',
    `${policy('a', '  podSelector: &all {}\n  ingress:\n  - from:\n    - podSelector: *all\n')}---\n${policy('b', PORT_81)}`,
    merged(
      'a',
      FROM,
      UNION.replace('  - ports:\n    - port: 80', '  - from:\n    - podSelector: {}').replace(
        '    - podSelector',
        '      - podSelector',
      ),
    ),
  ],
  [
    'carriage returns of the first',
    `${policy('a', PORT_80).replaceAll('\n', '\r\n')}---\r\n${policy('b', PORT_81)}`,
    merged('a', FROM, UNION).replaceAll('\n', '\r\n'),
  ],
  [
    'no carriage returns of the second',
    `${policy('a', PORT_80)}---\n${policy('b', PORT_81).replaceAll('\n', '\r\n')}`,
    merged('a', FROM, UNION),
  ],
  ['no final newline', `${policy('a', PORT_80)}---\n${policy('b', PORT_81).trimEnd()}`, merged('a', FROM, UNION)],
  [
    'comments of the document stay above and below',
    `# above\n---\n# Source: x/templates/a.yaml\n${policy('a', PORT_80)}# below\n---\n# Source: x/templates/b.yaml\n${policy('b', PORT_81)}`,
    `# above\n---\n# Source: x/templates/a.yaml\n${merged('a', FROM, UNION)}# below\n`,
  ],
  [
    'labels of the namesake, as written',
    `${policy('b', PORT_80, '  labels: {app: b}\n')}---\n${policy('a', PORT_81, '  labels:\n    # mine\n    app: a\n    "x/y": "1"\n')}`,
    merged('a', FROM, UNION, '  labels:\n    # mine\n    app: a\n    "x/y": "1"\n'),
  ],
  [
    'a namespace',
    `${policy('a', PORT_80, '  namespace: shop # here\n')}---\n${policy('b', PORT_81, '  namespace: shop\n')}`,
    merged('a', FROM, UNION, '  namespace: shop # here\n'),
  ],
  [
    'each of several rules with its own comments, a dash in them or not',
    `${policy('a', '  podSelector: {}\n  ingress:\n  # the first - of two\n  - ports:\n    - port: 80\n  # the second\n  - ports:\n    - port: 81\n')}---\n${policy('b', PORT_80)}`,
    merged(
      'a',
      FROM,
      UNION.replace('  - ports:', '  # the first - of two\n  - ports:').replace(
        '80\n  - ports:',
        '80\n  # the second\n  - ports:',
      ),
    ),
  ],
  [
    'a dash on a line of its own',
    `${policy('a', '  podSelector: {}\n  ingress:\n    -\n      ports:\n      - port: 80\n')}---\n${policy('b', PORT_81)}`,
    merged('a', FROM, UNION.replace('  - ports:\n', '  -\n    ports:\n')),
  ],
  [
    'rules behind a key with a question mark are written anew',
    `${policy('a', '  podSelector: {}\n  ? ingress\n  : - ports: [{port: 80}]\n')}---\n${policy('b', PORT_81)}`,
    merged('a', FROM, UNION.replace('    - port: 80', '      - port: 80')),
  ],
  [
    'flow rules with an alias are written out',
    `${policy('a', '  podSelector: &all {}\n  ingress: [{from: [{podSelector: *all}]}]\n')}---\n${policy('b', PORT_81)}`,
    merged('a', FROM, UNION.replace('  - ports:\n    - port: 80', '  - from:\n      - podSelector: {}')),
  ],
  [
    'carriage returns of the namesake alone do not come along',
    `${policy('b', PORT_80)}---\n${policy('a', PORT_81, '  labels:\n    app: a\n    tier: x\n').replaceAll('\n', '\r\n')}`,
    merged('a', FROM, UNION, '  labels:\n    app: a\n    tier: x\n'),
  ],
  [
    'a comment with a comma and brackets',
    `${policy('a', PORT_80, '  namespace: shop # here, {there}\n')}---\n${policy('b', PORT_81, '  namespace: shop\n')}`,
    merged('a', FROM, UNION, '  namespace: shop # here, {there}\n'),
  ],
  [
    'an anchor in labels is written out',
    `${policy('a', PORT_80, '  labels:\n    app: &app a\n    tier: *app\n')}---\n${policy('b', PORT_81)}`,
    merged('a', FROM, UNION, '  labels:\n    app: a\n    tier: a\n'),
  ],
  [
    'what stands between brackets, each key on a line of its own',
    `${HEAD}metadata: {\n  labels: {app: a},\n  name: a}\nspec:\n${PORT_80}---\n${policy('b', PORT_81)}`,
    merged('a', FROM, UNION).replace('  name: a\n', '  labels:\n    app: a\n  name: a\n'),
  ],
  [
    'what stands between brackets, several keys on a line',
    `${HEAD}metadata: {name: a, labels: {app: a}\n  }\nspec:\n${PORT_80}---\n${policy('b', PORT_81)}`,
    merged('a', FROM, UNION, '  labels:\n    app: a\n'),
  ],
];

declareTexts(test, TEXTS);

// A policy whose rules hang on an anchor is written whole; its annotations must not change.
for (const [fact, value] of [
  ['blank lines at its end that count', '|+\n      a\n\n\n'],
  ['blank lines at its end that do not', '|\n      a\n\n\n'],
  ['a line of blanks', '|\n      a\n        \n      b\n'],
  ['a tab in front', '|\n      \ta\n      b\n'],
  ['a no-break space in front', '|\n      \u00a0a\n      b\n'],
  ['deeper lines', '|\n      a\n        b\n'],
  ['lines that are joined', '>-\n      a\n      b\n\n      c\n'],
] as const) {
  test(`an annotation of several lines keeps ${fact}`, () => {
    const rules = '  podSelector: {}\n  ingress:\n  - from: &who\n    - podSelector: {}\n  - from: *who\n';
    for (const more of ['', '  labels:\n    app: a\n']) {
      const given = policy('a', rules, `  annotations:\n    x: ${value}${more}`);
      const { text, summary } = merge(given, { simplify: true });
      assert.is(summary.simplified, 1);
      assert.equal(parse(text).metadata, parse(given).metadata);
    }
  });
}

test.run();
