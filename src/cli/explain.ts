import type { Flags } from '../config/option.ts';
import { asPort, NO_PORT_ASKED } from '../explain/asked-port.ts';
import { connectivity } from '../explain/connectivity.ts';
import { explainConnection } from '../explain/explain.ts';
import { findEnd, type NamedEnd, readNamespaceLabels } from '../explain/named-end.ts';
import { overview } from '../explain/overview.ts';
import { explainPods } from '../explain/pods-view.ts';
import { type Cluster, inOrder } from '../group/cluster.ts';
import { readContext, readInputs } from '../host/inputs.ts';
import { type ExitCode, FailureError, type Io, UsageError } from '../io.ts';
import { readWorld } from '../pipeline/world.ts';
import { NEWEST_VERSION, parseKubernetesVersion } from '../policy/version.ts';
import { cleanLine } from '../report/clean.ts';
import { connectionJson, connectionsJson, overviewJson, podsJson } from '../report/explain-json.ts';
import { connectionsText, overviewText, podsText } from '../report/explain-pods-text.ts';
import { connectionText } from '../report/explain-text.ts';
import { Unproved } from '../traffic/budget.ts';
import { type Question, questionOf } from './explain-question.ts';
import { fileSettings } from './file-settings.ts';
import { notesOnOthers, notesOnPlugin } from './notes-on-others.ts';

/** `netpolish explain`: who may talk to whom, and which policies and rules say so. A verdict is no fault: exit 0. */
export function explain(paths: readonly string[], flags: Flags, io: Io): ExitCode {
  const question = questionOf(flags);
  const settings = fileSettings(flags, io);
  const { namespace, hooks, cni } = settings;
  const world = readWorld(readInputs(paths, io, settings.ignorePaths), readContext(settings.context, io), {
    namespace,
    hooks,
    cni,
    server: parseKubernetesVersion(settings.kubernetesVersion) ?? NEWEST_VERSION,
  });
  if (world.documents === 0) throw new UsageError('no document was read: there is nothing to explain');
  const cluster = inOrder(withNamespaces(world.cluster, question.namespaceLabels));
  const notes: string[] = [
    ...notesOnPlugin(cni),
    ...world.uncounted,
    ...world.notes,
    ...notesOnOthers(cluster, 'explained'),
  ];
  const answer = answerTo(question, cluster, flags.format === 'json', notes);
  for (const note of new Set(notes)) io.stderr.write(`note: ${cleanLine(note)}\n`);
  io.stdout.write(answer);
  return 0;
}

function answerTo(question: Question, cluster: Cluster, isJson: boolean, notes: string[]): string {
  try {
    return answer(question, cluster, isJson, notes);
  } catch (error) {
    if (error instanceof Unproved) throw new FailureError(`no answer: ${error.message}`);
    throw error;
  }
}

function answer(question: Question, cluster: Cluster, isJson: boolean, notes: string[]): string {
  if (question.kind === 'overview') {
    const groups = overview(cluster);
    return isJson ? overviewJson(groups, cluster.namespace) : overviewText(groups);
  }
  if (question.kind === 'list') {
    const list = connectivity(cluster);
    return isJson ? connectionsJson(list) : connectionsText(list);
  }
  const named = (text: string, namespace = cluster.namespace): NamedEnd => {
    const answered = findEnd(text, cluster, namespace);
    if ('problem' in answered) throw new UsageError(answered.problem);
    notes.push(...answered.found.notes);
    return answered.found;
  };
  if (question.kind === 'pods') {
    const of = named(question.pods);
    if (of.end.kind === 'addresses')
      throw new UsageError(`${question.pods} is an address, which no policy isolates: give both --from and --to`);
    const view = explainPods(cluster, of, question.directions);
    return isJson ? podsJson(view, cluster.namespace) : podsText(view);
  }
  const [from, to] = bothEnds(question, named);
  if (from.workload !== undefined && from.workload === to.workload)
    notes.push(`a pod always reaches itself: this is told of one pod of ${from.name} and another`);
  const port = question.port === undefined ? NO_PORT_ASKED : asPort(question.port, to);
  if ('problem' in port) throw new UsageError(port.problem);
  const explained = explainConnection(cluster, from, to, port.ports);
  return isJson
    ? connectionJson(explained, port.ports, cluster.namespace)
    : connectionText(explained, port.ports, cluster.namespace);
}

/** Labels without a namespace are in the one of the other end. */
function bothEnds(
  { from, to }: { readonly from: string; readonly to: string },
  named: (text: string, namespace?: string) => NamedEnd,
): readonly [from: NamedEnd, to: NamedEnd] {
  const isBare = (text: string): boolean => text.includes('=') && !text.includes(':');
  const namespaceFor = ({ end }: NamedEnd): string | undefined =>
    end.kind === 'pods' && end.namespace !== '' ? end.namespace : undefined;
  if (isBare(from) && !isBare(to)) {
    const destination = named(to);
    return [named(from, namespaceFor(destination)), destination];
  }
  const source = named(from);
  return [source, named(to, isBare(to) ? namespaceFor(source) : undefined)];
}

function withNamespaces(cluster: Cluster, given: readonly string[]): Cluster {
  if (given.length === 0) return cluster;
  const namespaces = new Map(cluster.namespaces);
  for (const text of given) {
    const read = readNamespaceLabels(text);
    if ('problem' in read) throw new UsageError(read.problem);
    const known = namespaces.get(read.name)?.labels ?? [];
    namespaces.set(read.name, { name: read.name, labels: new Map([...known, ...read.labels]) });
  }
  return { ...cluster, namespaces };
}
