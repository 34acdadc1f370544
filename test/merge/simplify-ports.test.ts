/** Ports in fewer words: what is exact on every CNI, and what is not and must not happen. */
import { suite } from 'uvu';
import { declareRows, type Kept, type Row, tcp, WEB } from './rules.ts';

const test = suite('merge/simplify-ports');

const REWRITINGS: readonly Row[] = [
  [
    'a protocol absorbs its numbers, ranges and names',
    `[{PEERS: [${WEB}], ports: [${tcp(80, 'http')}, {protocol: TCP, port: 1, endPort: 9}, {protocol: TCP}]}]`,
    `[{PEERS: [${WEB}], ports: [{protocol: TCP}]}]`,
  ],
  [
    'a range absorbs the numbers in it',
    '[{ports: [{protocol: TCP, port: 80, endPort: 90}, {protocol: TCP, port: 85}, {protocol: TCP, port: 82, endPort: 84}]}]',
    '[{ports: [{protocol: TCP, port: 80, endPort: 90}]}]',
  ],
  [
    'ranges that touch',
    '[{ports: [{protocol: TCP, port: 80, endPort: 90}, {protocol: TCP, port: 91, endPort: 99}]}]',
    '[{ports: [{protocol: TCP, port: 80, endPort: 99}]}]',
  ],
  [
    'ranges that overlap',
    '[{ports: [{protocol: UDP, port: 80, endPort: 90}, {protocol: UDP, port: 85, endPort: 99}]}]',
    '[{ports: [{protocol: UDP, port: 80, endPort: 99}]}]',
  ],
  [
    'ranges of rules with equal peers',
    `[{PEERS: [${WEB}], ports: [{protocol: TCP, port: 80, endPort: 90}]}, {PEERS: [${WEB}], ports: [{protocol: TCP, port: 91, endPort: 99}]}]`,
    `[{PEERS: [${WEB}], ports: [{protocol: TCP, port: 80, endPort: 99}]}]`,
  ],
  [
    'a range of one number is the number',
    '[{ports: [{protocol: TCP, port: 80, endPort: 80}]}]',
    `[{ports: [${tcp(80)}]}]`,
  ],
  [
    'ranges of two protocols, each with its own',
    '[{ports: [{protocol: UDP, port: 1, endPort: 9}, {protocol: TCP, port: 5, endPort: 9}, {protocol: UDP, port: 9, endPort: 12}]}]',
    '[{ports: [{protocol: TCP, port: 5, endPort: 9}, {protocol: UDP, port: 1, endPort: 12}]}]',
  ],
  [
    'ports by protocol, number and name',
    '[{ports: [{protocol: UDP, port: 53}, {protocol: TCP, port: http}, {protocol: TCP, port: 443}, {protocol: TCP, port: 80}]}]',
    `[{ports: [${tcp(80, 443, 'http')}, {protocol: UDP, port: 53}]}]`,
  ],
];

const KEPT: readonly Kept[] = [
  ['a protocol that there is not, twice', '[{ports: [{protocol: ICMP}]}, {ports: [{protocol: ICMP}]}]'],
  [
    'numbers in a row are no range: a CNI without endPort would take the first alone',
    `[{ports: [${tcp(80, 81, 82)}]}]`,
  ],
  ['a number beside a range', '[{ports: [{protocol: TCP, port: 79}, {protocol: TCP, port: 80, endPort: 90}]}]'],
  ['ranges with a gap', '[{ports: [{protocol: TCP, port: 80, endPort: 90}, {protocol: TCP, port: 92, endPort: 99}]}]'],
  [
    'ranges of two protocols',
    '[{ports: [{protocol: TCP, port: 80, endPort: 90}, {protocol: UDP, port: 91, endPort: 99}]}]',
  ],
  [
    'a name beside every number: what number it is, only the pod tells',
    '[{ports: [{protocol: TCP, port: 1, endPort: 65535}, {protocol: TCP, port: http}]}]',
  ],
  ['one name of two protocols', '[{ports: [{protocol: TCP, port: dns}, {protocol: UDP, port: dns}]}]'],
  ['all of TCP, UDP and SCTP: no ports are more', '[{ports: [{protocol: TCP}, {protocol: UDP}, {protocol: SCTP}]}]'],
];

declareRows(test, REWRITINGS, KEPT);

test.run();
