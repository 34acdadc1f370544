import type { Suppression } from './suppression.ts';

/** How loud a finding is. `error` = no author wants this, or the API server refuses it. */
export type Severity = 'error' | 'warning' | 'info';

/**
 * What the fault does in the cluster: lets more traffic through (`opens`), less (`closes`), nothing at all
 * (`ignored`), the API server refuses the object (`rejected`), it depends on client, CNI or Kubernetes version
 * (`varies`), or it has no effect on traffic and is advice (`none`).
 */
export type Effect = 'opens' | 'closes' | 'ignored' | 'rejected' | 'varies' | 'none';

/** The programs that bring a manifest to a cluster, and that treat the same shape differently. */
export type Client = 'helm3' | 'helm4' | 'kubectl' | 'kustomize';

/** What each client does with the shape. Only given where they differ. */
export type Clients = Readonly<Partial<Record<Client, string>>>;

/** Keys and list indexes from the root of the document, never a dotted string: label keys contain dots. */
export type Path = readonly (string | number)[];

/** Which object a finding is about. `namespace` is '' where the manifest names none, `name` where it has none. */
export type ObjectRef = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
};

/** `file`: lines count in a file on disk. `rendered`: in what a template engine printed. `resourceList`: in a KRM list. */
export type Origin = 'file' | 'rendered' | 'resourceList';

/**
 * Where a finding stands. Lines and columns count from 1, columns in characters; the end is exclusive.
 * `document` counts the documents of the input that hold content, from 1.
 */
export type Location = {
  readonly file: string;
  readonly source?: string;
  readonly origin: Origin;
  /** Where a KRM host read the item from, as its annotations say: a path, and the place of the document in it from 0. */
  readonly item?: { readonly path: string; readonly index: number };
  readonly document: number;
  readonly path: Path;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
};

/** Another place that belongs to the finding. */
export type Related = { readonly message: string; readonly policy: ObjectRef | null; readonly location: Location };

/** A piece of the input and what to write there; lines and columns as in a location, the end exclusive. */
export type TextEdit = {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly text: string;
};

/** Edits that remove the fault without changing the allowed traffic. What a merge settles has none: it is rewritten. */
export type Fix = { readonly message: string; readonly edits: readonly TextEdit[] };

/** The lines of YAML that a finding quotes, `line` counting from 1. */
export type Excerpt = readonly { readonly line: number; readonly text: string }[];

/** What a check reports, with its place made concrete. */
export type Finding = {
  readonly check: string;
  readonly severity: Severity;
  readonly effect: Effect;
  readonly message: string;
  readonly help: string;
  readonly policy: ObjectRef | null;
  readonly location: Location;
  readonly related: readonly Related[];
  readonly clients?: Clients;
  readonly fix?: Fix;
  /** What the applied fix closes, in lines of words; only of those that change traffic. */
  readonly closes?: readonly string[];
  /** The fix was applied to the output: the finding no longer blocks. */
  readonly fixed?: true;
  /** Somebody let it pass: it is told and counted, and does not block. */
  readonly ignored?: Suppression;
  /** The rule that it stands in and whom the policy selects, as data, for a baseline; '' where nothing could be read. */
  readonly about: string;
  /** For people only, as the rest below: what stands behind the caret, the first sentence of the message. */
  readonly caret: string;
  /** The rest of the message: what the cluster does. */
  readonly effectText: string;
  /** Clients that refuse it themselves; all do what is `rejected`. */
  readonly refusedBy: readonly Client[];
  /** A change that closes what the fault opens: `netpolish fix --unsafe` makes it. */
  readonly choice?: Fix;
  /** The file to edit, where what was judged is the output of a template engine or of a kustomization. */
  readonly template?: string;
  /** The lines that the caret points into. */
  readonly excerpt: Excerpt;
};

/** From which severity on findings block. */
export type FailOn = 'error' | 'warning' | 'never';

/** Whether the API server refuses the object for it, or the client does that is at hand. */
export function isRefused({ effect, refusedBy }: Pick<Finding, 'effect' | 'refusedBy'>, client?: Client): boolean {
  return effect === 'rejected' || (client !== undefined && refusedBy.includes(client));
}

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/** Whether a finding stops the run under `failOn`. What was fixed or ignored never does. */
export function blocks(finding: Finding, failOn: FailOn): boolean {
  if (failOn === 'never' || finding.fixed || finding.ignored) return false;
  return RANK[finding.severity] <= RANK[failOn];
}

/** The order of the findings of one input: by place, then louder first, then by check id. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    a.location.line - b.location.line ||
    a.location.column - b.location.column ||
    RANK[a.severity] - RANK[b.severity] ||
    (a.check < b.check ? -1 : a.check > b.check ? 1 : 0)
  );
}
