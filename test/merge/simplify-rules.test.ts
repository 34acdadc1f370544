/** Rules that become one or go: what is exact on every CNI, and what is not and must not happen. */
import { suite } from 'uvu';
import { ALL, API, block, DB, declareRows, type Kept, pods, type Row, tcp, WEB } from './rules.ts';

const test = suite('merge/simplify-rules');

const NOT_WEB = pods('key: app, operator: NotIn, values: [web]');

const REWRITINGS: readonly Row[] = [
  ['a rule that is there twice', `[{PEERS: [${WEB}]}, {PEERS: [${WEB}]}]`, `[{PEERS: [${WEB}]}]`],
  [
    'equal ports: one rule with the peers of both',
    `[{PEERS: [${WEB}], ports: [${tcp(80)}]}, {PEERS: [${API}], ports: [${tcp(80)}]}]`,
    `[{PEERS: [${API}, ${WEB}], ports: [${tcp(80)}]}]`,
  ],
  [
    'equal ports in another order',
    `[{PEERS: [${WEB}], ports: [${tcp(80, 81)}]}, {PEERS: [${API}], ports: [${tcp(81, 80)}]}]`,
    `[{PEERS: [${API}, ${WEB}], ports: [${tcp(80, 81)}]}]`,
  ],
  [
    'equal ports: anybody absorbs',
    `[{ports: [${tcp(80)}]}, {PEERS: [${API}], ports: [${tcp(80)}]}]`,
    `[{ports: [${tcp(80)}]}]`,
  ],
  [
    'equal peers: one rule with the ports of both',
    `[{PEERS: [${WEB}], ports: [${tcp(443)}]}, {PEERS: [${WEB}], ports: [${tcp(80)}]}]`,
    `[{PEERS: [${WEB}], ports: [${tcp(80, 443)}]}]`,
  ],
  [
    'equal peers: every port absorbs',
    `[{PEERS: [${WEB}], ports: [${tcp(443)}]}, {PEERS: [${WEB}]}]`,
    `[{PEERS: [${WEB}]}]`,
  ],
  [
    'an empty rule absorbs the direction',
    `[{PEERS: [${WEB}], ports: [${tcp(443)}]}, {}, {ports: [${tcp(1)}]}]`,
    '[{}]',
  ],
  ['empty lists are none', '[{PEERS: [], ports: []}]', '[{}]'],
  [
    'anybody on more ports covers',
    `[{PEERS: [${WEB}], ports: [${tcp(80)}]}, {ports: [${tcp(80, 81)}]}]`,
    `[{ports: [${tcp(80, 81)}]}]`,
  ],
  [
    'a port goes where the rest of the rule stays',
    `[{PEERS: [${WEB}], ports: [${tcp(80, 443)}]}, {ports: [${tcp(80)}]}]`,
    `[{ports: [${tcp(80)}]}, {PEERS: [${WEB}], ports: [${tcp(443)}]}]`,
  ],
  [
    'rules by whom they let in: anybody, own pods, other namespaces, addresses',
    `[{PEERS: [${block('10.0.0.0/8')}], ports: [${tcp(1)}]}, {PEERS: [${ALL}], ports: [${tcp(2)}]}, {PEERS: [${WEB}], ports: [${tcp(3)}]}, {ports: [${tcp(4)}]}]`,
    `[{ports: [${tcp(4)}]}, {PEERS: [${WEB}], ports: [${tcp(3)}]}, {PEERS: [${ALL}], ports: [${tcp(2)}]}, {PEERS: [${block('10.0.0.0/8')}], ports: [${tcp(1)}]}]`,
  ],
  [
    'port by port where that is less',
    `[{PEERS: [${API}], ports: [${tcp(1, 2, 3)}]}, {PEERS: [${WEB}], ports: [${tcp(1, 2, 3, 4)}]}]`,
    `[{PEERS: [${API}, ${WEB}], ports: [${tcp(1, 2, 3)}]}, {PEERS: [${WEB}], ports: [${tcp(4)}]}]`,
  ],
  [
    'as many peers and ports, and as many rules: fewer peers',
    `[{PEERS: [${API}, ${WEB}], ports: [${tcp(4)}]}, {PEERS: [${WEB}], ports: [${tcp(3)}]}]`,
    `[{PEERS: [${API}], ports: [${tcp(4)}]}, {PEERS: [${WEB}], ports: [${tcp(3, 4)}]}]`,
  ],
  [
    'as many peers, too: what sorts first',
    `[{PEERS: [${NOT_WEB}, ${API}], ports: [{protocol: TCP, port: 1, endPort: 9}]}, {PEERS: [${API}], ports: [{protocol: TCP, port: 5, endPort: 12}]}]`,
    `[{PEERS: [${NOT_WEB}], ports: [{protocol: TCP, port: 1, endPort: 9}]}, {PEERS: [${API}], ports: [{protocol: TCP, port: 1, endPort: 12}]}]`,
  ],
  [
    'those of equal ports become one, and then those of equal peers',
    `[{PEERS: [${DB}], ports: [${tcp(2, 3, 4)}]}, {PEERS: [${WEB}], ports: [${tcp(2, 3, 4)}]}, {PEERS: [${WEB}], ports: [${tcp(1)}]}, {PEERS: [${API}], ports: [${tcp(4)}]}, {PEERS: [${API}], ports: [${tcp(3)}]}]`,
    `[{PEERS: [${API}], ports: [${tcp(3, 4)}]}, {PEERS: [${DB}, ${WEB}], ports: [${tcp(2, 3, 4)}]}, {PEERS: [${WEB}], ports: [${tcp(1)}]}]`,
  ],
];

const KEPT: readonly Kept[] = [
  [
    'other peers on other ports are two rules',
    `[{PEERS: [${API}], ports: [${tcp(80)}]}, {PEERS: [${WEB}], ports: [${tcp(443)}]}]`,
  ],
  ['some on every port, anybody on one', `[{ports: [${tcp(80)}]}, {PEERS: [${WEB}]}]`],
  ['no rule at all', '[]'],
];

declareRows(test, REWRITINGS, KEPT);

test.run();
