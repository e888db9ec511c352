import { CatalogueConfig } from './catalogue.config';

const configOf = (env: Record<string, string>): CatalogueConfig => new CatalogueConfig(CatalogueConfig.schema.parse(env));

describe('catalogue configuration', () => {
  it('knows the AI-on-Demand catalogue, and no loopback', () => {
    expect(configOf({})).toEqual({ origins: ['https://api.aiodp.eu'], loopbackOrigins: [], httpsOnly: false });
    expect(configOf({ NODE_ENV: 'production' }).httpsOnly).toBe(true);
  });

  it('opens loopback for the listed catalogues only', () => {
    const origins = ['https://api.aiodp.eu', 'http://127.0.0.1:9000'];
    const config = configOf({
      CATALOGUE_ORIGINS: 'https://api.aiodp.eu, http://127.0.0.1:9000/',
      CATALOGUE_ALLOW_LOOPBACK: 'true',
    });
    expect(config).toEqual({ origins, loopbackOrigins: origins, httpsOnly: false });
  });

  it.each([
    [{ CATALOGUE_ORIGINS: 'api.aiodp.eu' }, 'CATALOGUE_ORIGINS'],
    [{ CATALOGUE_ORIGINS: 'https://api.aiodp.eu/datasets' }, 'CATALOGUE_ORIGINS'],
    [{ CATALOGUE_ORIGINS: 'ftp://api.aiodp.eu' }, 'CATALOGUE_ORIGINS'],
    [{ CATALOGUE_ALLOW_LOOPBACK: 'perhaps' }, 'CATALOGUE_ALLOW_LOOPBACK'],
    [{ CATALOGUE_ALLOW_LOOPBACK: 'true', NODE_ENV: 'production' }, 'CATALOGUE_ALLOW_LOOPBACK'],
  ])('finds the fault in %j', (env, name) => {
    const faults = CatalogueConfig.schema.safeParse(env).error?.issues.map(({ path }) => path[0]);
    expect(faults).toEqual([name]);
  });
});
