import { DIRECTION_ROWS } from './direction.ts';
import { PEER_ROWS } from './peers.ts';
import type { Row } from './row.ts';
import { RULE_ROWS } from './rules.ts';
import { SELECTOR_ROWS } from './selectors.ts';
import { SPEC_ROWS } from './spec.ts';

/** The table of emptied fields: every row, in the order in which they are tried. */
export const TABLE: readonly Row[] = [...SPEC_ROWS, ...DIRECTION_ROWS, ...RULE_ROWS, ...SELECTOR_ROWS, ...PEER_ROWS];
