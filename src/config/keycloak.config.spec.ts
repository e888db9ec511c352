import { KeycloakConfig } from './keycloak.config';

const configOf = (env: Record<string, string>): KeycloakConfig => new KeycloakConfig(KeycloakConfig.schema.parse(env));

describe('keycloak configuration', () => {
  it('needs only the address of Keycloak', () => {
    expect(configOf({ KEYCLOAK_SERVER_URL: 'http://127.0.0.1:8080/' })).toEqual({
      serverUrl: 'http://127.0.0.1:8080',
      realm: 'prov',
      clientId: 'api',
      authorizationUrl: 'http://127.0.0.1:8080/realms/prov/protocol/openid-connect/auth',
      tokenUrl: 'http://127.0.0.1:8080/realms/prov/protocol/openid-connect/token',
      jwksUrl: 'http://127.0.0.1:8080/realms/prov/protocol/openid-connect/certs',
      issuers: ['http://127.0.0.1:8080/realms/prov'],
      audience: 'api',
      allowedClients: null,
    });
  });

  it('takes the settings of the predecessor: an address inside, others outside', () => {
    const config = configOf({
      KEYCLOAK_SERVER_URL: 'http://prov-keycloak:8080/',
      KEYCLOAK_REALM: 'prov',
      KEYCLOAK_AUTHORIZATION_URL: 'http://localhost:8080/realms/prov/protocol/openid-connect/auth',
      KEYCLOAK_TOKEN_URL: 'http://localhost:8080/realms/prov/protocol/openid-connect/token',
      KEYCLOAK_CLIENT_ID: 'api',
    });
    expect(config.issuers).toEqual(['http://prov-keycloak:8080/realms/prov', 'http://localhost:8080/realms/prov']);
    expect(config.jwksUrl).toBe('http://prov-keycloak:8080/realms/prov/protocol/openid-connect/certs');
    expect(config.tokenUrl).toBe('http://localhost:8080/realms/prov/protocol/openid-connect/token');
  });

  it('takes lists of issuers and clients', () => {
    const config = configOf({
      KEYCLOAK_SERVER_URL: 'https://id.example.org',
      KEYCLOAK_ISSUERS: 'https://a.example.org/realms/prov, https://b.example.org/realms/prov,',
      KEYCLOAK_ALLOWED_CLIENTS: 'api, reprov-service',
      KEYCLOAK_AUDIENCE: 'reprov',
    });
    expect(config.issuers.slice(1)).toEqual(['https://a.example.org/realms/prov', 'https://b.example.org/realms/prov']);
    expect([config.allowedClients, config.audience]).toEqual([['api', 'reprov-service'], 'reprov']);
  });

  it.each([
    [{}, 'KEYCLOAK_SERVER_URL'],
    [{ KEYCLOAK_SERVER_URL: 'keycloak:8080' }, 'KEYCLOAK_SERVER_URL'],
    [{ KEYCLOAK_SERVER_URL: 'file:///x' }, 'KEYCLOAK_SERVER_URL'],
    [{ KEYCLOAK_SERVER_URL: 'http://k', KEYCLOAK_REALM: 'a/b' }, 'KEYCLOAK_REALM'],
    [{ KEYCLOAK_SERVER_URL: 'http://k', KEYCLOAK_ISSUERS: 'x' }, 'KEYCLOAK_ISSUERS'],
  ])('finds the fault in %j', (env, name) => {
    const faults = KeycloakConfig.schema.safeParse(env).error?.issues.map(({ path }) => path[0]);
    expect(faults).toEqual([name]);
  });
});
