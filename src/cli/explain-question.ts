import type { Flags } from '../config/option.ts';
import { UsageError } from '../io.ts';
import { DIRECTIONS, type Direction } from '../policy/api.ts';

/** What a command line asks. Ends are still words. */
export type Question = { readonly namespaceLabels: readonly string[] } & (
  | { readonly kind: 'overview' }
  | { readonly kind: 'list' }
  | { readonly kind: 'pods'; readonly pods: string; readonly directions: readonly Direction[] }
  | { readonly kind: 'connection'; readonly from: string; readonly to: string; readonly port?: string }
);

/** Reads the question off the flags. Throws UsageError for what cannot be asked. */
export function questionOf(flags: Flags): Question {
  const word = (name: string): string | undefined => {
    const value = flags[name];
    return typeof value === 'string' ? value : undefined;
  };
  const given = flags['namespace-labels'];
  const namespaceLabels = Array.isArray(given) ? (given as readonly string[]) : [];
  if (word('pod') !== undefined && word('labels') !== undefined)
    throw new UsageError('--pod and --labels both name the pods: give one of them');
  const labels = word('labels');
  if (labels?.includes('=') === false) throw new UsageError(`--labels ${labels}: write [ns:]key=value,…`);
  const pods = word('pod') ?? labels;
  const [from, to, port] = [ends(word('from')), ends(word('to')), word('port')];
  if (flags.connections === true) {
    if ([pods, from, to, port].some((value) => value !== undefined))
      throw new UsageError('--connections lists everything: it takes no --pod, --labels, --from, --to or --port');
    return { kind: 'list', namespaceLabels };
  }
  return { ...asked(pods, from, to, port), namespaceLabels };
}

type Asked =
  | { readonly kind: 'overview' }
  | { readonly kind: 'pods'; readonly pods: string; readonly directions: readonly Direction[] }
  | { readonly kind: 'connection'; readonly from: string; readonly to: string; readonly port?: string };

function asked(pods: string | undefined, from: End, to: End, port: string | undefined): Asked {
  if (pods !== undefined && from !== undefined && to !== undefined)
    throw new UsageError('--pod or --labels with both --from and --to are three ends: a connection has two');
  const [source, destination] = [
    from ?? (to === undefined ? undefined : pods),
    to ?? (from === undefined ? undefined : pods),
  ];
  const isOpen = (end: End): boolean => end === undefined || end === 'any';
  if (source !== undefined && destination !== undefined && !isOpen(source) && !isOpen(destination))
    return { kind: 'connection', from: source, to: destination, ...(port !== undefined && { port }) };
  if (port !== undefined) throw new UsageError('--port asks of a connection: name both its ends (--from, --to)');
  if (!isOpen(source) && source !== undefined) return { kind: 'pods', pods: source, directions: ['egress'] };
  if (!isOpen(destination) && destination !== undefined)
    return { kind: 'pods', pods: destination, directions: ['ingress'] };
  if (pods !== undefined) return { kind: 'pods', pods, directions: DIRECTIONS };
  if (from === undefined && to === undefined) return { kind: 'overview' };
  throw new UsageError('one end must be named: any to any is every connection (--connections)');
}

type End = string | undefined;

function ends(text: string | undefined): End {
  if (text === '') throw new UsageError('an empty end names nothing');
  return text;
}
