import { redactUrl } from './redaction';

describe('redaction', () => {
  it.each([
    ['/api/workflows?access_token=abc&page=1', '/api/workflows?access_token=[redacted]&page=1'],
    ['/x?page=1&access_token=abc', '/x?page=1&access_token=[redacted]'],
    ['GET http://r/api?Access_Token=abc failed', 'GET http://r/api?Access_Token=[redacted] failed'],
    ['next=%2Fapi%3Faccess_token%3Dabc', 'next=%2Fapi%3Faccess_token%3D[redacted]'],
    ['/callback?code=abc#top', '/callback?code=[redacted]#top'],
    ['/x?tokens=3', '/x?tokens=3'],
  ])('%s', (text, expected) => expect(redactUrl(text)).toBe(expected));
});
