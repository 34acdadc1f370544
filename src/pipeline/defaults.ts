import { NEWEST } from '../policy/version.ts';
import type { PolishOptions } from './polish.ts';

/** What `netpolish check` does with files where nobody says otherwise: judges each by itself, and changes nothing. */
export const POLISH_DEFAULTS: PolishOptions = {
  merge: false,
  acrossCharts: false,
  sameName: false,
  simplify: false,
  allowedAnnotations: [],
  fix: 'none',
  hooks: 'check',
  namespace: '',
  oneStream: false,
  kubernetesVersion: NEWEST,
  cni: '',
  severities: {},
  context: [],
  ignore: [],
  inlineIgnores: 'all',
  inlineIgnorable: [],
  noIgnore: false,
  today: '',
};
