import { byName } from '../group/lists.ts';
import { whyNotEnforced } from '../policy/cni.ts';
import type { Check } from './check.ts';

/** A cluster whose network plugin enforces no NetworkPolicy. */
export const notEnforced: Check = {
  id: 'not-enforced',
  severity: 'warning',
  scope: 'stream',
  summary: 'The network plugin of the cluster enforces no NetworkPolicy: the API takes them, and nothing applies them.',
  help:
    'Told only where `cni` says that nothing enforces policies (`none`, `flannel`), once in a run. Install something that ' +
    'does, and say which; where something does already, beside flannel, name that one. docs/cni.md has the table.',
  precision: 'It repeats what the configuration says of the cluster, so it is as right as that.',
  once: true,
  check: function* ({ policies, cni }) {
    const [first] = [...policies].sort(byName);
    const why = whyNotEnforced(cni);
    if (first === undefined || why === undefined) return;
    yield {
      subject: first,
      path: ['metadata', 'name'],
      severity: 'warning',
      effect: 'ignored',
      what: 'every NetworkPolicy of this cluster',
      is: `without effect: ${why}`,
      so: 'The API takes policies all the same, and says nothing. Every pod is open to every pod and address, in both directions; other findings tell what these policies do where something enforces them.',
      help:
        cni === 'flannel'
          ? 'the plugin that enforces policies beside flannel, if there is one: `calico` with Canal, `kube-router` on K3s, `kindnet` with `netpol.enabled` of flannel’s chart.'
          : 'the network plugin as `cni`, if there is one that enforces policies; else install one.',
    };
  },
};
