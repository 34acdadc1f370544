import { describePods } from '../../group/group.ts';
import { DNS_RULE, OTHER_DNS } from '../../policy/dns.ts';
import type { Workload } from '../../policy/workload.ts';
import type { Report } from '../check.ts';
import type { Blocked, Doubt } from './blocked.ts';

type Words = Pick<Report, 'what' | 'is' | 'so' | 'help'>;

const WHAT_TO_ADD = `an egress rule for DNS:\n${DNS_RULE}\n${OTHER_DNS}`;

const DOUBTS: Readonly<Record<Exclude<Doubt, 'sends nothing'>, string>> = {
  'other policies':
    'That holds for those of them that no other policy lets ask: which pods those are, no manifest here tells.',
  'only the API server': 'Only the port of the API server is open, and pods are given its address without asking.',
  'a permission': 'The label reads like a permission: such pods often bear another one, for DNS.',
};

const ELSEWHERE = 'Where another file lets it out, `--one-stream` or `--context FILE` takes that one into account.';

/** What a finding says of pods that may not ask DNS. */
export function wordsOf(blocked: Blocked): Words {
  const what = `the egress of ${podsOf(blocked)}`;
  // Files are judged one by one, a render as a whole.
  const add = blocked.own[0].origin === 'file' ? `${WHAT_TO_ADD} ${ELSEWHERE}` : WHAT_TO_ADD;
  if (blocked.doubt !== 'sends nothing') return { what, ...limited(blocked.missing, blocked.doubt), help: add };
  return {
    what,
    is: 'denied as a whole, DNS with it',
    so: 'By the policies of this stream, these pods send nothing, and no name resolves for them. That is right for pods that call nobody.',
    help: `nothing for pods that call nobody; for others ${add}`,
  };
}

function limited(missing: Blocked['missing'], doubt: keyof typeof DOUBTS | undefined): Pick<Words, 'is' | 'so'> {
  const where = missing.size === 2 ? '' : ` on ${[...missing].join()}`;
  return {
    is: `limited, and no rule lets DNS out${where}`,
    so: `By the policies of this stream, ${lossOf(missing)}${doubt === undefined ? '' : ` ${DOUBTS[doubt]}`}`,
  };
}

function lossOf(missing: Blocked['missing']): string {
  if (!missing.has('UDP'))
    return 'these pods get no answer that is too long for UDP: a few names fail, and only now and then.';
  if (missing.has('TCP')) return 'no name resolves for these pods, and what connects by name fails.';
  return 'no name resolves for these pods: resolvers ask on UDP first. A port without `protocol` is TCP.';
}

function podsOf({ group, only }: Blocked): string {
  if (only.length > 0) return `the pods of ${only.map(nameOf).sort().join(', ')}`;
  const pods = describePods(group.podSelector);
  return pods === 'every pod' ? 'every pod of the namespace' : pods;
}

function nameOf({ ref }: Workload): string {
  return `${ref.kind} ${ref.name}`;
}
