import { publicAddress, quotedAddress } from './public-address';

describe('an address that is shown', () => {
  it.each([
    ['https://example.org/a.csv', 'https://example.org/a.csv'],
    ['https://example.org/get?id=7&version=2', 'https://example.org/get?id=7&version=2'],
    ['https://example.org/a.csv#row=3', 'https://example.org/a.csv'],
    ['https://example.org/a?X-Amz-Signature=1', 'https://example.org/a'],
    ['https://example.org/a?sv=2024&sr=b&sig=x', 'https://example.org/a'],
    ['https://example.org/a?id=7&access_token=x', 'https://example.org/a'],
    ['https://example.org/a?apiKey=x', 'https://example.org/a'],
    ['no address?token=x', 'no address'],
  ])('%s is kept as %s', (address, kept) => {
    expect(publicAddress(address)).toBe(kept);
  });

  it('is quoted without its query', () => {
    expect(quotedAddress('https://example.org/a"b?token=x#part')).toBe('"https://example.org/a\\"b#part"');
  });
});
