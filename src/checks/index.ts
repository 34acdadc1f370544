import { allowAllRule } from './allow-all-rule.ts';
import type { Check } from './check.ts';
import { deadRules } from './dead-rules.ts';
import { dnsBlocked } from './dns-blocked.ts';
import { duplicateKey } from './duplicate-key.ts';
import { duplicatePolicy } from './duplicate-policy.ts';
import { emptiedDirection } from './emptied-direction.ts';
import { emptiedExcept } from './emptied-except.ts';
import { emptiedLabel } from './emptied-label.ts';
import { emptiedPeerSelector } from './emptied-peer-selector.ts';
import { emptiedPeers } from './emptied-peers.ts';
import { emptiedPodSelector } from './emptied-pod-selector.ts';
import { emptiedPolicyTypes } from './emptied-policy-types.ts';
import { emptiedPort } from './emptied-port.ts';
import { emptiedPorts } from './emptied-ports.ts';
import { emptiedRule } from './emptied-rule.ts';
import { emptiedSpec } from './emptied-spec.ts';
import { implicitPolicyTypes } from './implicit-policy-types.ts';
import { invalidValue } from './invalid-value.ts';
import { mergeablePolicies } from './mergeable-policies.ts';
import { missingNamespace } from './missing-namespace.ts';
import { namedPort } from './named-port.ts';
import { noDefaultDeny } from './no-default-deny.ts';
import { notEnforced } from './not-enforced.ts';
import { oneSidedAllow } from './one-sided-allow.ts';
import { openByDefault } from './open-by-default.ts';
import { peerOrNotAnd } from './peer-or-not-and.ts';
import { redundantRule } from './redundant-rule.ts';
import { selectAllPods } from './select-all-pods.ts';
import { selectsNothing } from './selects-nothing.ts';
import { templateArtefact } from './template-artefact.ts';
import { unknownField } from './unknown-field.ts';
import { unparsablePolicy } from './unparsable-policy.ts';
import { unrenderedTemplate } from './unrendered-template.ts';
import { unsatisfiableSelector } from './unsatisfiable-selector.ts';
import { unusedIgnore } from './unused-ignore.ts';
import { wrongType } from './wrong-type.ts';
import { yaml11 } from './yaml-1.1.ts';

/** Every check, in the order of the documentation. */
export const CHECKS: readonly Check[] = [
  emptiedPeers,
  emptiedPorts,
  emptiedPort,
  emptiedRule,
  emptiedDirection,
  emptiedPodSelector,
  emptiedLabel,
  emptiedPeerSelector,
  emptiedExcept,
  emptiedPolicyTypes,
  emptiedSpec,
  templateArtefact,
  wrongType,
  invalidValue,
  unparsablePolicy,
  unknownField,
  duplicateKey,
  yaml11,
  deadRules,
  implicitPolicyTypes,
  redundantRule,
  unsatisfiableSelector,
  allowAllRule,
  selectAllPods,
  duplicatePolicy,
  mergeablePolicies,
  dnsBlocked,
  openByDefault,
  noDefaultDeny,
  missingNamespace,
  peerOrNotAnd,
  oneSidedAllow,
  selectsNothing,
  namedPort,
  notEnforced,
  unusedIgnore,
  unrenderedTemplate,
];
