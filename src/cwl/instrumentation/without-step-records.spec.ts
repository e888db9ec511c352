import { withoutStepRecords } from './without-step-records';

const RECORD = '@@reprov:1:abcd1234 {"tool":"t","exit":0}';

describe('a log without the lines of the wrapper', () => {
  it.each([
    ['hello\n', 'hello\n'],
    ['', ''],
    [`hello\n\n${RECORD}\n`, 'hello\n'],
    [`hello\n${RECORD}\n`, 'hello\n'],
    [`hello\n${RECORD}`, 'hello\n'],
    [`${RECORD}\nafter\n`, 'after\n'],
    [`hello\n\n\n${RECORD}\n[job t] completed success\n`, 'hello\n\n[job t] completed success\n'],
    [`one\n\n${RECORD}\ntwo\n\n${RECORD}\nthree`, 'one\ntwo\nthree'],
    [`says ${RECORD}\n`, `says ${RECORD}\n`],
    ['@@reprov:1:other567 {"exit":1}\n', '@@reprov:1:other567 {"exit":1}\n'],
  ])('%j becomes %j', (log, expected) => {
    expect(withoutStepRecords(log, 'abcd1234')).toBe(expected);
  });

  it('is as it was for something that is no nonce', () => {
    expect(withoutStepRecords('@@reprov:1: x\n', '')).toBe('@@reprov:1: x\n');
  });
});
