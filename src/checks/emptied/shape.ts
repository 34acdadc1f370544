import type { Node } from '../../manifest/tree.ts';

/**
 * How a field is filled. `blank` = the key stands there with nothing (`key:`, `null`, `~`); the empty ones are written
 * out; `scalar` is any other scalar; `filled` a list or mapping with something in it.
 */
export type Shape = 'absent' | 'blank' | 'empty-list' | 'empty-map' | 'empty-string' | 'scalar' | 'list' | 'map';

/** Looks at the node alone, not at what belongs there. */
export function shapeOf(node: Node | undefined): Shape {
  switch (node?.kind) {
    case undefined:
      return 'absent';
    case 'null':
      return 'blank';
    case 'list':
      return node.items.length === 0 ? 'empty-list' : 'list';
    case 'map':
      return node.entries.size === 0 ? 'empty-map' : 'map';
    case 'string':
      return node.value === '' ? 'empty-string' : 'scalar';
    default:
      return 'scalar';
  }
}

/** What template engines leave behind: Go's `<no value>`, `<nil>`, `%!s(`, `map[`, an action that was never run. */
const ARTEFACT = /<no value>|<nil>|^<>$|%![a-zA-Z]?\(|\bmap\[|\[\]interface|\{\{/;

/** The piece of text that only a template engine writes, or undefined. */
export function artefactIn(text: string): string | undefined {
  return ARTEFACT.exec(text)?.[0];
}
