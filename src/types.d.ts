declare module 'json-merge-patch' {
  /** The RFC 7386 merge patch that turns `before` into `after`; undefined where they are equal. */
  export function generate(before: unknown, after: unknown): unknown;
  export function apply(target: unknown, patch: unknown): unknown;
}
