import { slug } from './record-names';

describe('the parts of names', () => {
  it.each([
    ['train', 'train'],
    ['step-1', 'step-1'],
    ['a_b', expect.stringMatching(/^a-b-x[0-9a-f]{6}$/)],
    ['a.b', expect.stringMatching(/^a-b-x[0-9a-f]{6}$/)],
    ['', expect.stringMatching(/^-x[0-9a-f]{6}$/)],
  ])('%j becomes %s', (id, expected) => expect(slug(id)).toEqual(expected));

  it('never meet, not even when an id imitates one', () => {
    const imitation = slug('a_b');
    expect(new Set([slug('a_b'), slug('a.b'), slug('a-b'), slug(imitation)]).size).toBe(4);
  });
});
