import { listenFailure } from './listen-failure';

const where = { address: '127.0.0.1:8000', setting: 'PORT' };

describe('a server that cannot listen', () => {
  it.each([
    ['EADDRINUSE', 'The address 127.0.0.1:8000 is in use by another program: free it, or set PORT to another one.'],
    ['EADDRNOTAVAIL', 'The address 127.0.0.1:8000 is no address of this machine: free it, or set PORT to another one.'],
    ['EACCES', 'The address 127.0.0.1:8000 needs more rights than this process has: free it, or set PORT to another one.'],
  ])('says what is wrong for %s', (code, sentence) => {
    expect(listenFailure(Object.assign(new Error('listen'), { code }), where)).toMatchObject({ message: sentence });
  });

  it('leaves other errors alone', () => {
    for (const error of [new Error('other'), Object.assign(new Error('x'), { code: 'EPIPE' }), null])
      expect(listenFailure(error, where)).toBe(error);
  });
});
