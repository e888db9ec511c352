import { InvalidIdempotencyKeyError } from './execution.errors';
import { idempotentRequest } from './idempotent-request';

const file = (path: string, sha256: string) => ({ path, staged: { path: '/tmp/x', sha256, size: 1 } }) as never;
const asked = { what: 'execute 7', job: undefined, files: [file('a', '1'), file('b', '2')] };

describe('idempotentRequest', () => {
  it('is nothing without a key', () => {
    expect(idempotentRequest(undefined, asked)).toEqual({ idempotencyKey: null, requestSha256: null });
  });

  it.each([['abc'], ['"abc"']])('takes the key %s', (header) => {
    expect(idempotentRequest(header, asked).idempotencyKey).toBe('abc');
  });

  it.each([[''], ['""'], ['ä'], ['a\u0000'], ['x'.repeat(256)]])('refuses the key %j', (header) => {
    expect(() => idempotentRequest(header, asked)).toThrow(InvalidIdempotencyKeyError);
  });

  it.each<[string, object, boolean]>([
    ['the files in another order', { files: [...asked.files].reverse() }, true],
    ['another workflow', { what: 'execute 8' }, false],
    ['another file', { files: [file('a', '1')] }, false],
    ['a file of the same name with other bytes', { files: [file('a', '1'), file('b', '3')] }, false],
    ['a job', { job: { name: 'job.yml', bytes: Buffer.from('x: 1') } }, false],
  ])('with %s: the same request is %p', (_, change, same) => {
    const [one, other] = [asked, { ...asked, ...change }].map((request) => idempotentRequest('k', request).requestSha256);
    expect(one === other).toBe(same);
  });
});
