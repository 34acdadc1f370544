import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { failureOf } from '../../src/chart/failure.ts';
import type { Failed } from '../../src/chart/outcome.ts';

const test = suite('chart/failure');

const NP = 'c/templates/np.yaml';
const at = (line?: number, column?: number, template = NP): Failed['failure']['at'] => ({
  template,
  ...(line !== undefined && { line }),
  ...(column !== undefined && { column }),
});

type Row = Omit<Failed['failure'], 'at'> & { readonly at?: Failed['failure']['at']; readonly words: readonly string[] };

// As Helm 3.17.2, 3.18.0, 4.1.4 and 4.2.3 say it; where Helm 4 says it otherwise, its words come second.
const TABLE: Readonly<Record<string, Row>> = {
  'a path through nothing': {
    words: [
      'Error: template: c/templates/np.yaml:2:13: executing "c/templates/np.yaml" at <.Values.x.y.z>: nil pointer evaluating interface {}.y',
      'Error: c/templates/np.yaml:2:13\n  executing "c/templates/np.yaml" at <.Values.x.y.z>:\n    nil pointer evaluating interface {}.y',
    ],
    kind: 'nil',
    message: '<.Values.x.y.z>: nil pointer evaluating interface {}.y',
    at: at(2, 13),
  },
  'in a helper: the innermost template is told': {
    words: [
      'Error: template: c/templates/np.yaml:1:6: executing "c/templates/np.yaml" at <include "h" .>: error calling include: template: c/templates/_h.tpl:1:26: executing "h" at <.Values.x.y>: nil pointer evaluating interface {}.y',
      'Error: c/templates/np.yaml:1:6\n  executing "c/templates/np.yaml" at <include "h" .>:\n    error calling include:\nc/templates/_h.tpl:1:26\n  executing "h" at <.Values.x.y>:\n    nil pointer evaluating interface {}.y',
    ],
    kind: 'nil',
    message: '<.Values.x.y>: nil pointer evaluating interface {}.y',
    at: at(1, 26, 'c/templates/_h.tpl'),
  },
  'in a text that tpl renders: the template that calls it': {
    words: [
      'Error: template: c/templates/np.yaml:1:6: executing "c/templates/np.yaml" at <tpl "{{ .Values.x.y }}" .>: error calling tpl: error during tpl function execution for "{{ .Values.x.y }}": template: gotpl:1:10: executing "gotpl" at <.Values.x.y>: nil pointer evaluating interface {}.y',
    ],
    kind: 'nil',
    message: '<.Values.x.y>: nil pointer evaluating interface {}.y',
    at: at(1, 6),
  },
  'an index of nothing': {
    words: [
      'Error: template: c/templates/np.yaml:1:6: executing "c/templates/np.yaml" at <index .Values.x "y">: error calling index: index of untyped nil',
    ],
    kind: 'nil',
    message: '<index .Values.x "y">: error calling index: index of untyped nil',
    at: at(1, 6),
  },
  required: {
    words: ['Error: execution error at (c/templates/np.yaml:1:6): give x, please'],
    kind: 'refused',
    message: 'give x, please',
    at: at(1, 6),
  },
  'fail in two lines': {
    words: ['Error: execution error at (c/charts/b/templates/np.yaml:1:6): no\ntwo lines'],
    kind: 'refused',
    message: 'no two lines',
    at: at(1, 6, 'c/charts/b/templates/np.yaml'),
  },
  'fail that speaks of nothing, and of another template': {
    words: [
      'Error: execution error at (c/templates/np.yaml:1:6): x is <nil>: nil pointer evaluating a/templates/b.yaml:7:8',
    ],
    kind: 'refused',
    message: 'x is <nil>: nil pointer evaluating a/templates/b.yaml:7:8',
    at: at(1, 6),
  },
  'the schema': {
    words: [
      "Error: values don't meet the specifications of the schema(s) in the following chart(s):\nc:\n- (root): x is required\n",
    ],
    kind: 'refused',
    message:
      "values don't meet the specifications of the schema(s) in the following chart(s): c: - (root): x is required ",
  },
  'no YAML': {
    words: [
      'Error: YAML parse error on c/templates/np.yaml: error converting YAML to JSON: yaml: line 2: mapping values are not allowed in this context',
    ],
    kind: 'yaml',
    message:
      'YAML parse error on c/templates/np.yaml: error converting YAML to JSON: yaml: line 2: mapping values are not allowed in this context',
    at: { template: NP, printed: 2 },
  },
  'no YAML, nobody knows where': {
    words: ['Error: YAML parse error on c/templates/np.yaml: error unmarshaling JSON: x'],
    kind: 'yaml',
    message: 'YAML parse error on c/templates/np.yaml: error unmarshaling JSON: x',
    at: at(),
  },
  'no template': {
    words: ['Error: parse error at (c/templates/np.yaml:1): missing value for if'],
    kind: 'template',
    message: 'parse error at (c/templates/np.yaml:1): missing value for if',
    at: at(1),
  },
  'no such helper': {
    words: [
      'Error: template: c/templates/np.yaml:1:6: executing "c/templates/np.yaml" at <include "none" .>: error calling include: template: no template "none" associated with template "gotpl"',
      'Error: c/templates/np.yaml:1:6\n  executing "c/templates/np.yaml" at <include "none" .>:\n    error calling include:\ntemplate: no template "none" associated with template "gotpl"',
    ],
    kind: 'template',
    message: '<include "none" .>: error calling include: template: no template "none" associated with template "gotpl"',
    at: at(1, 6),
  },
  'no end': {
    words: ['helm template did not end within 30 seconds'],
    kind: 'time',
    message: 'helm template did not end within 30 seconds',
  },
  'too large': {
    words: ['helm template printed more than 32 MiB'],
    kind: 'size',
    message: 'helm template printed more than 32 MiB',
  },
  'nothing at all': { words: [''], kind: 'template', message: '' },
};

for (const [what, { words, ...failure }] of Object.entries(TABLE)) {
  for (const [i, one] of words.entries()) {
    test(`${what}${i === 0 ? '' : ', Helm 4'}`, () => assert.equal(failureOf(one), failure));
  }
}

test.run();
