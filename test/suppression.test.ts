import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fits, readIgnoreAnnotation, readIgnoreComment } from '../src/suppression.ts';

const test = suite('suppression');

const annotations: Readonly<Record<string, readonly (readonly [check: string, reason: string])[]>> = {
  '': [],
  ' ; \n ': [],
  'emptied-peers: public': [['emptied-peers', 'public']],
  'emptied-peers:public': [['emptied-peers', 'public']],
  'emptied-peers : public;': [['emptied-peers', 'public']],
  'emptied-peers: see https://wiki: page 3': [['emptied-peers', 'see https://wiki: page 3']],
  'emptied-peers: a; emptied-ports: b': [
    ['emptied-peers', 'a'],
    ['emptied-ports', 'b'],
  ],
  'emptied-peers: a\nyaml-1.1: b\n': [
    ['emptied-peers', 'a'],
    ['yaml-1.1', 'b'],
  ],
  'emptied-peers: a; and b; note: c': [['emptied-peers', 'a; and b; note: c']],
  'emptied-peers': [['emptied-peers', '']],
  'emptied-peers; emptied-ports: b': [
    ['emptied-peers', ''],
    ['emptied-ports', 'b'],
  ],
  'emptied-peers:': [['emptied-peers', '']],
  '*: all': [['*', 'all']],
  'nonsense: said': [['nonsense', 'said']],
  'some words': [['some words', '']],
  ': reason': [['', 'reason']],
};

for (const [text, expected] of Object.entries(annotations)) {
  test(`annotation ${JSON.stringify(text)}`, () =>
    assert.equal(
      readIgnoreAnnotation(text).map(({ check, reason }) => [check, reason]),
      expected,
    ));
}

const comments: Readonly<Record<string, readonly [check: string, reason: string] | undefined>> = {
  '# netpolish-ignore emptied-peers public': ['emptied-peers', 'public'],
  '#netpolish-ignore emptied-peers public': ['emptied-peers', 'public'],
  '## netpolish-ignore emptied-peers public # really': ['emptied-peers', 'public # really'],
  '# netpolish-ignore: emptied-peers: public: yes': ['emptied-peers', 'public: yes'],
  '# netpolish-ignore emptied-peers -- public': ['emptied-peers', 'public'],
  '# netpolish-ignore yaml-1.1 8080:80 is meant': ['yaml-1.1', '8080:80 is meant'],
  '# netpolish-ignore emptied-peers': ['emptied-peers', ''],
  '# netpolish-ignore emptied-peers:': ['emptied-peers', ''],
  '# netpolish-ignore': ['', ''],
  '# netpolish-ignored emptied-peers public': undefined,
  '# netpolish-ignore-next-line emptied-peers public': undefined,
  '# do not write netpolish-ignore emptied-peers here': undefined,
  '# Netpolish-Ignore emptied-peers public': undefined,
};

for (const [text, expected] of Object.entries(comments)) {
  test(`comment ${text}`, () => {
    const said = readIgnoreComment(text);
    assert.equal(said && [said.check, said.reason], expected);
  });
}

test('a long comment is read in no time, whatever stands in it, and its reason is cut', () => {
  const isShort = (reason: string | undefined): boolean => reason !== undefined && reason.length <= 501;
  for (const filler of [' ', ':', '-', '- ', ': ', '#', 'a-'])
    assert.ok(isShort(readIgnoreComment(`# netpolish-ignore ${filler.repeat(50_000)}`)?.reason), filler);
  for (const filler of ['a-', 'a;', ': ', '-.', ';', ' ', 'a-b:']) {
    const said = readIgnoreAnnotation(`emptied-peers: ${filler.repeat(50_000)}`);
    assert.ok(said.length > 0 && said.length <= 200 && said.every(({ reason }) => isShort(reason)), filler);
  }
});

test('a star stands for any characters', () => {
  assert.ok(fits('web-*', 'web-open') && fits('*', '') && fits('a*b*c', 'abbc') && fits('*/np.yaml', 'x/np.yaml'));
  assert.not.ok(fits('web-*', 'api-web-') || fits('a*a', 'a') || fits('web', 'web-open'));
});

test.run();
