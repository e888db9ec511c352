import { InputConfig } from './input.config';

const configOf = (env: Record<string, string>): InputConfig => new InputConfig(InputConfig.schema.parse(env));

describe('configuration of inputs by URL', () => {
  it('opens every public host, and no loopback', () => {
    expect(configOf({})).toEqual({ origins: null, loopbackOrigins: [], httpsOnly: false });
    expect(configOf({ NODE_ENV: 'production' }).httpsOnly).toBe(true);
  });

  it('narrows down to the listed hosts, which alone may be on loopback', () => {
    const INPUT_ORIGINS = 'https://data.example.org, http://127.0.0.1:9000/';
    const origins = ['https://data.example.org', 'http://127.0.0.1:9000'];
    expect(configOf({ INPUT_ORIGINS })).toEqual({ origins, loopbackOrigins: [], httpsOnly: false });
    expect(configOf({ INPUT_ORIGINS, INPUT_ALLOW_LOOPBACK: 'true' }).loopbackOrigins).toEqual(origins);
    expect(configOf({ INPUT_ALLOW_LOOPBACK: 'true' })).toMatchObject({ origins: null, loopbackOrigins: [] });
  });

  it.each([
    [{ INPUT_ORIGINS: '*' }, 'INPUT_ORIGINS'],
    [{ INPUT_ORIGINS: 'https://data.example.org/folder' }, 'INPUT_ORIGINS'],
    [{ INPUT_ALLOW_LOOPBACK: 'true', NODE_ENV: 'production' }, 'INPUT_ALLOW_LOOPBACK'],
  ])('finds the fault in %j', (env, name) => {
    expect(InputConfig.schema.safeParse(env).error?.issues.map(({ path }) => path[0])).toEqual([name]);
  });
});
