import { engineIn } from './engine-version';

async function* cut(text: string): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += 5) yield await Promise.resolve(text.slice(at, at + 5));
}

describe('the engine', () => {
  it.each([
    ['INFO /usr/local/bin/cwltool 3.1.20210628163208\nINFO Resolved', '3.1.20210628163208'],
    ['[2026-01-15 09:10:45] INFO /venv/bin/cwltool 3.3.20260925135507\n', '3.3.20260925135507'],
    ["{'said': {'class': 'File'}}\nINFO cwltool 1.0\n", '1.0'],
  ])('says in %j that it is cwltool %s', async (text, version) => {
    expect(await engineIn(cut(text))).toEqual({ name: 'cwltool', version });
  });

  it.each(['', 'INFO starting', 'cwltool failed', 'INFO mycwltool 3.1\n', `${'x'.repeat(70_000)} cwltool 3.1\n`])(
    'does not say who it is',
    async (text) => {
      expect(await engineIn(cut(text))).toBeNull();
    },
  );
});
