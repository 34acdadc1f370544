/** What goes since the rest covers it, where no other form of the rules is smaller; and for how much work. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { blockOf } from '../../src/merge/simplify/blocks.ts';
import { dropper } from '../../src/merge/simplify/cover.ts';
import { budgetOf } from '../../src/traffic/budget.ts';
import { API, DB, declareRows, type Kept, type Row, rules, tcp, WEB } from './rules.ts';

const test = suite('merge/cover');

const TEAM = '{podSelector: {matchLabels: {team: a}}}';
const RANGE = '{protocol: TCP, port: 80, endPort: 82}';

/** Pods of a team by one more label. */
function team(requirement: string): string {
  return `{podSelector: {matchLabels: {team: a}, matchExpressions: [{key: k, ${requirement}}]}}`;
}

const [IN_AB, IN_AC, IN_BC] = [
  ['a', 'b'],
  ['a', 'c'],
  ['b', 'c'],
].map((values) => team(`operator: In, values: [${values}]`));

const NOT_B = team('operator: NotIn, values: [b]');

/** Two rules that are smaller as they are than cut by peers or by ports; some peers and ports more in the first. */
function two({ peers = '', ports = '' }: { readonly peers?: string; readonly ports?: string } = {}): string {
  const [more, others] = [peers === '' ? '' : `, ${peers}`, ports === '' ? '' : `, ${ports}`];
  return `{PEERS: [${API}, ${WEB}${more}], ports: [${tcp(1, 2)}${others}]}, {PEERS: [${DB}, ${WEB}], ports: [${tcp(2, 3)}]}`;
}

const REWRITINGS: readonly Row[] = [
  [
    'a peer goes, and the rest of its rule stays together',
    `[${two({ peers: TEAM })}, {PEERS: [${TEAM}]}]`,
    `[${two()}, {PEERS: [${TEAM}]}]`,
  ],
  [
    'a port goes, and the rest of its rule stays together',
    `[${two({ ports: tcp(9) })}, {ports: [${tcp(9)}]}]`,
    `[{ports: [${tcp(9)}]}, ${two()}]`,
  ],
  [
    'each two of three peers cover the third: the last goes',
    `[${two({ peers: [IN_AB, IN_AC, IN_BC].join() })}]`,
    `[${two({ peers: [IN_AB, IN_AC].join() })}]`,
  ],
  [
    'of peers that cover each other the one goes that asks for more',
    `[${two({ peers: [IN_AB, NOT_B, '{podSelector: {matchLabels: {k: b, team: a}}}'].join() })}]`,
    `[${two({ peers: `${IN_AB}, ${NOT_B}` })}]`,
  ],
  [
    'of ports that cover each other the numbers go first',
    `[{PEERS: [${API}, ${DB}], ports: [${tcp(3)}, ${RANGE}]}, {PEERS: [${API}, ${WEB}], ports: [${tcp(2)}, ${RANGE}]}, {PEERS: [${DB}, ${WEB}], ports: [${tcp(1, 80, 81, 82)}]}]`,
    `[{PEERS: [${API}, ${DB}], ports: [${tcp(3)}, ${RANGE}]}, {PEERS: [${API}, ${WEB}], ports: [${tcp(2)}, ${RANGE}]}, {PEERS: [${DB}, ${WEB}], ports: [${tcp(1)}]}]`,
  ],
];

const KEPT: readonly Kept[] = [['a port that the rest allows one peer of the rule alone', `[${two()}]`]];

declareRows(test, REWRITINGS, KEPT);

const COVERED = rules(`[{ports: [${tcp(1)}]}, {PEERS: [${API}, ${WEB}], ports: [${tcp(1)}]}]`, 'from').map((rule) =>
  blockOf(rule, 'ingress'),
);

test('what can be told within the budget goes, and no more is spent than that takes', () => {
  const total = budgetOf(1000);
  assert.equal(dropper('ingress', total)(COVERED), COVERED.slice(0, 1));
  assert.ok(total.left > 900 && total.left < 1000, `${total.left} of 1000 are left`);
});

test('past the budget all stays', () => {
  assert.equal(dropper('ingress', budgetOf(0))(COVERED), COVERED);
});

test('any other fault goes through', () => {
  let isBroken = true;
  const port = {
    key: '',
    narrowness: 0,
    get port(): undefined {
      if (isBroken) {
        isBroken = false;
        throw new TypeError('broken');
      }
      return undefined;
    },
  };
  const [anybody, two] = COVERED;
  if (anybody === undefined || two === undefined) throw new Error('no blocks');
  assert.throws(() => dropper('ingress', budgetOf())([{ ...anybody, ports: [port] }, two]), /^broken$/);
});

test.run();
