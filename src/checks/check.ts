import type { Client, Clients, Effect, ObjectRef, Origin, Path, Severity } from '../finding.ts';
import type { Cluster } from '../group/cluster.ts';
import type { Group } from '../group/group.ts';
import type { Edit } from '../manifest/edit.ts';
import type { Resource } from '../manifest/resource.ts';
import type { Span } from '../manifest/tree.ts';
import type { Spec } from '../policy/api.ts';
import type { Cni } from '../policy/cni.ts';
import type { Input, Policy } from '../policy/policy.ts';
import type { Said } from '../suppression.ts';

/** Something a check can point at: a policy that was read, or one that could not be. */
export type Subject = {
  readonly input: Input;
  readonly resource: Resource;
  readonly ref: ObjectRef | null;
  readonly origin: Origin;
  readonly source: string | undefined;
  /** Only of what could be read. */
  readonly annotations?: ReadonlyMap<string, string>;
  readonly spec?: Spec;
  /** Where to point in the text of the document when there is no tree to follow a path in. */
  readonly offset?: number;
};

/** A change of the document's text that removes a fault. */
export type FixEdits = { readonly message: string; readonly edits: readonly Edit[] };

/** A change that closes what a fault opened; `removes` is what goes with all that is in it. */
export type Choice = FixEdits & { readonly removes: Path };

/** What a check yields: where, what, and what follows. Places become lines and columns later, in one room. */
export type Report = {
  readonly subject: Subject;
  /** From the root of the object; where nothing stands there, the nearest thing above it is meant. */
  readonly path: Path;
  /** Underline the key instead of the value: for what is blank or missing, the key is all there is to see. */
  readonly at?: 'key';
  readonly severity: Severity;
  readonly effect: Effect;
  /** What it is, to be read behind "X is": `blank: the API drops it and the rule lets everybody in`. */
  readonly is: string;
  /** X. The last key of the path where it is not given. */
  readonly what?: string;
  /** What the cluster does with it: whole sentences. */
  readonly so: string;
  /** What to write instead. */
  readonly help: string;
  readonly clients?: Clients;
  /** Clients that refuse it themselves: under them an override only moves the refusal. */
  readonly refusedBy?: readonly Client[];
  readonly related?: readonly RelatedReport[];
  /** It keeps the allowed traffic. */
  readonly fix?: FixEdits;
  /** It closes what the fault opened, and nothing that anybody asked for; it opens nothing. Made only when asked for. */
  readonly choice?: Choice;
};

/** Another place that belongs to a report; `span` where no path leads there. */
export type RelatedReport = {
  readonly subject: Subject;
  readonly path: Path;
  readonly span?: Span;
  readonly message: string;
};

/** All that is judged together: the policies of one stream and their groups. */
export type Stream = {
  readonly policies: readonly Policy[];
  readonly groups: readonly Group[];
  /** Objects that say they are policies and could not be read, with the reason. */
  readonly unreadable: readonly Unreadable[];
  /** Templates among the files; one subject a file. */
  readonly unrendered: readonly Subject[];
  /** What a policy without a namespace lands in, where the caller knows it; else ''. */
  readonly namespace: string;
  /** The version of the API server that is to take it, such as `1.36`. */
  readonly kubernetesVersion: string;
  /** The network plugin of the cluster, '' where nobody said. */
  readonly cni: Cni;
  /** What the stream and its context hold together; read when it is first asked for. */
  readonly cluster: () => Cluster;
  /** Why the policies of a group cannot become one, or undefined where they can. */
  readonly mergeRefusal: (group: Group) => string | undefined;
  /** The canonical policy that a group would become, as YAML, or undefined where there is none. */
  readonly merged: (policies: readonly Policy[]) => string | undefined;
};

/** An object that says it is a policy and cannot be read, with the reason. */
export type Unreadable = Subject & { readonly message: string; readonly offset: number };

type Described = {
  /** Also the file name; stable once released. */
  readonly id: string;
  /** How loud it is at most; some shapes of it are quieter. `off`: it is silent until somebody asks for it. */
  readonly severity: Severity | 'off';
  /** One sentence. */
  readonly summary: string;
  /** Why it matters and what to do about it, for the documentation. */
  readonly help: string;
  /** How often it is right: one sentence, or two, with what was counted on real manifests. */
  readonly precision: string;
  /** It is about the cluster, not about a manifest: it is told once, however many inputs there are. */
  readonly once?: true;
  /**
   * Who may ignore a finding from inside a manifest, where it is about more than the object that it stands at: `all` of those
   * that it names, each for itself, or `nobody`.
   */
  readonly ignorableBy?: 'all' | 'nobody';
};

/** One thing that netpolish looks for. Checks are pure: they know no files, lines, formats or user settings. */
export type Check =
  | (Described & { readonly scope: 'policy'; readonly check: (policy: Policy, context: Context) => Iterable<Report> })
  | (Described & { readonly scope: 'stream'; readonly check: (stream: Stream) => Iterable<Report> })
  | (Described & { readonly scope: 'ignores'; readonly check: (ignores: readonly StrayIgnore[]) => Iterable<Report> });

/** An ignore that the input brings along: an entry of an annotation, or a comment. */
export type InlineIgnore = Said & {
  readonly by: 'annotation' | 'comment';
  /** The object that it is in; a comment has an offset of its own. */
  readonly subject: Subject;
  /** Where the annotation stands. */
  readonly path: Path;
  /** The line of the input that a comment speaks of. */
  readonly line?: number;
};

/**
 * One that lets nothing pass, and why: `unused` = there is no such finding, surely or only in this render; `unknown` = no such
 * check; `unreasoned` = it gives no reason; `nobody` = no manifest may ignore that check; `nowhere` = nothing that is
 * judged stands there.
 */
export type StrayIgnore = InlineIgnore & {
  readonly stray: 'unused' | 'maybe unused' | 'unknown' | 'unreasoned' | 'nobody' | 'nowhere';
  /** The id that was meant. */
  readonly meant?: string;
};

/** What a check of one policy may look at beside it. */
export type Context = { readonly group: Group; readonly stream: Stream };
