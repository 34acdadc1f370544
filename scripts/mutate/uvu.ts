/** Stands in for uvu in a mutation run: suites are handed to whoever loads the test file, and he says what runs when. */

type Body = () => unknown;

/** A suite as it was declared. */
export type Suite = {
  readonly tests: { readonly name: string; readonly body: Body }[];
  readonly hooks: Record<'before' | 'after' | 'each' | 'eachAfter', Body[]>;
};

declare const __suites: Suite[];

type Hook = ((body: Body) => void) & { readonly each: (body: Body) => void };
type Declare = ((name: string, body: Body) => void) & {
  readonly before: Hook;
  readonly after: Hook;
  readonly run: () => void;
};

/** Declares a suite as uvu does. */
export function suite(_name?: string): Declare {
  const own: Suite = { tests: [], hooks: { before: [], after: [], each: [], eachAfter: [] } };
  const hook = (once: Body[], each: Body[]): Hook =>
    Object.assign((body: Body) => void once.push(body), { each: (body: Body) => void each.push(body) });
  return Object.assign((name: string, body: Body) => void own.tests.push({ name, body }), {
    before: hook(own.hooks.before, own.hooks.each),
    after: hook(own.hooks.after, own.hooks.eachAfter),
    run: () => void __suites.push(own),
  });
}
