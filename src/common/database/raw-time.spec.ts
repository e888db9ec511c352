import { isoTime, rawTime } from './raw-time';

describe('times of raw queries', () => {
  it.each([
    ['2026-01-02 03:04:05.678', '2026-01-02T03:04:05.678Z'],
    ['2026-01-02 03:04:05', '2026-01-02T03:04:05.000Z'],
    ['2026-01-02 03:04:05.678000', '2026-01-02T03:04:05.678Z'],
    [new Date('2026-01-02T03:04:05.678Z'), '2026-01-02T03:04:05.678Z'],
    [null, null],
  ])('%p is %p', (value, expected) => {
    expect(isoTime(value)).toBe(expected);
    expect(rawTime(value)?.toISOString() ?? null).toBe(expected);
  });
});
