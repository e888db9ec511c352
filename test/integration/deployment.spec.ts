import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { ALL_SETTINGS } from '../../src/config/all-settings';
import { KeycloakConfig } from '../../src/config/keycloak.config';
import { loadSettings, readEnvironment } from '../../src/config/settings';

interface Service {
  image?: string;
  build?: { context: string; dockerfile: string };
  command?: string[];
  environment?: Record<string, string | number>;
  volumes?: string[];
  ports?: string[];
  secrets?: string[];
  depends_on?: string[] | Record<string, { condition: string }>;
}

interface Compose {
  services: Record<'api' | 'mysql' | 'realm' | 'keycloak' | 'nginx', Service>;
  secrets: Record<string, { file: string }>;
  volumes: Record<string, null>;
}

const ROOT = join(__dirname, '../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const text = read('docker-compose.yml');
const compose = load(text) as Compose;
const { api, mysql, realm, keycloak, nginx } = compose.services;
const settings = ALL_SETTINGS.flatMap(({ schema }) => Object.keys(schema.shape));
const documented = new Set([...read('.env.example').matchAll(/^#?([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name));

describe('docker-compose.yml', () => {
  it('has the API, MySQL 8, Keycloak with its realm, and nginx', () => {
    expect(Object.keys(compose.services)).toEqual(['api', 'mysql', 'realm', 'keycloak', 'nginx']);
    expect(mysql.image).toMatch(/^mysql:8\./);
    expect(keycloak.image).toMatch(/^keycloak\/keycloak:26\./);
    expect(keycloak.command).toContain('--import-realm');
    expect(nginx.image).toMatch(/^nginx:1\./);
  });

  it('uses no variable that .env.example does not name', () => {
    const used = [...text.matchAll(/\$\{(\w+)/g)].map(([, name]) => name);
    expect(used.length).toBeGreaterThan(20);
    expect(used.filter((name) => !documented.has(name))).toEqual([]);
  });

  it('hands every setting to the API, and nothing that it does not know', () => {
    expect(Object.keys(api.environment ?? {}).sort()).toEqual([...settings].sort());
  });

  it('brings no secret and no default for one', () => {
    const secrets = Object.values(compose.services).flatMap(({ environment = {} }) =>
      Object.entries(environment).filter(([name]) => /(PASSWORD|TOKEN|SECRET)$/.test(name)),
    );
    expect(secrets.length).toBeGreaterThan(5);
    for (const [, value] of secrets) expect(value).toMatch(/^\$\{\w+(:\?[^}]*)?\}$/);
  });

  it('runs the API as production on MySQL, with files on a volume that several processes share', () => {
    expect(api.environment).toMatchObject({ NODE_ENV: 'production', HOST: '0.0.0.0', MYSQL_SERVER: 'mysql' });
    expect(api.volumes).toEqual([`objects:${api.environment?.['DATA_DIR']}`]);
    expect(api.ports).toBeUndefined();
  });

  it('gives the API settings that it starts with, once what is needed is set', () => {
    const needed: Record<string, string> = {
      EXTERNAL_SERVER_URL: 'https://prov.example.org',
      PROV_BASE_IRI: 'https://prov.example.org',
      REANA_SERVER_URL: 'https://reana.example.org',
      REANA_ACCESS_TOKEN: 'a-token',
      MYSQL_PASSWORD: 'a-password',
    };
    const fill = (value: string) =>
      value.replace(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_, name: string, kind?: string, rest?: string) => {
        return needed[name] ?? (kind === '-' ? (rest ?? '') : `${name} is not set`);
      });
    const filled = Object.entries(api.environment ?? {}).map(([name, value]) => [name, fill(String(value))] as const);
    const loaded = loadSettings(ALL_SETTINGS, readEnvironment('/nowhere', Object.fromEntries(filled)));
    expect(loaded.get(KeycloakConfig)).toMatchObject({
      jwksUrl: 'http://keycloak:8080/realms/prov/protocol/openid-connect/certs',
      issuers: ['http://keycloak:8080/realms/prov', 'https://prov.example.org/realms/prov'],
    });
  });

  it('opens no port but those of nginx', () => {
    const open = Object.entries(compose.services).flatMap(([name, { ports = [] }]) => ports.map((port) => [name, port]));
    expect(open).toEqual([
      ['nginx', '80:80'],
      ['nginx', '443:443'],
    ]);
  });

  it('mounts files that exist, and names volumes and secrets that are declared', () => {
    const sources = Object.values(compose.services).flatMap(({ volumes = [] }) => volumes.map((one) => one.split(':')[0] ?? ''));
    const files = sources.filter((source) => source.startsWith('.'));
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) expect(statSync(join(ROOT, file)).isFile()).toBe(true);
    const named = sources.filter((source) => !source.startsWith('.'));
    expect(new Set(named)).toEqual(new Set(Object.keys(compose.volumes)));
    expect(nginx.secrets).toEqual(Object.keys(compose.secrets));
  });

  it('gives the known users of development to nobody', () => {
    expect(text).not.toContain('realm-prov-users');
    expect(read('docker/keycloak/realm-prov.json')).not.toMatch(/"(users|secret)"/);
  });
});

describe('the realm of an installation', () => {
  it('lets pages of its own address log in, and of no other', () => {
    const folder = mkdtempSync(join(tmpdir(), 'reprov-realm-'));
    try {
      const target = join(folder, 'realm.json');
      execFileSync(process.execPath, ['docker/realm/write-realm.mjs', 'docker/keycloak/realm-prov.json', target], {
        cwd: ROOT,
        env: { ...process.env, EXTERNAL_SERVER_URL: 'https://prov.example.org' },
      });
      const written = JSON.parse(readFileSync(target, 'utf8')) as { realm: string; clients: Record<string, unknown>[] };
      const client = written.clients.find(({ clientId }) => clientId === 'api');
      expect(client).toMatchObject({
        publicClient: true,
        redirectUris: ['https://prov.example.org/*'],
        webOrigins: ['https://prov.example.org'],
      });
      expect(keycloak.environment?.['KC_HOSTNAME']).toBe(realm.environment?.['EXTERNAL_SERVER_URL']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('the image of the API', () => {
  const dockerfile = read(api.build?.dockerfile ?? '');
  const lines = dockerfile.split('\n');

  it('is built in two stages on the slim Node 20, and the second has only what runs', () => {
    const stages = lines.filter((line) => line.startsWith('FROM '));
    expect(stages).toEqual(['FROM node:20-bookworm-slim AS build', 'FROM node:20-bookworm-slim AS api']);
    expect(dockerfile).toContain('npm prune --omit=dev');
    expect(lines.indexOf('USER node')).toBeGreaterThan(lines.indexOf(stages[1] ?? ''));
  });

  it('copies what exists, and what its ignore file lets in', () => {
    const copied = lines
      .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
      .flatMap((line) => line.split(' ').slice(1, -1));
    const allowed = read('docker/api/Dockerfile.dockerignore').split('\n');
    expect(copied).toContain('package-lock.json');
    for (const path of copied) {
      expect([path, existsSync(join(ROOT, path))]).toEqual([path, true]);
      expect(allowed).toContain(`!${path}`);
    }
  });

  it('listens on all addresses, says whether it is healthy, and starts the built program', () => {
    expect(dockerfile).toMatch(/^ENV .*HOST=0\.0\.0\.0/m);
    expect(dockerfile).toMatch(/^HEALTHCHECK [^]*\/health`/m);
    const { scripts } = JSON.parse(read('package.json')) as { scripts: { start: string } };
    expect(dockerfile).toContain(`CMD ${JSON.stringify(scripts.start.split(' ')).replaceAll(',', ', ')}`);
    expect(dockerfile).toContain(`DATA_DIR=${api.environment?.['DATA_DIR']}`);
  });
});

describe('nginx.conf', () => {
  const conf = read('docker/nginx/nginx.conf');

  it.each([
    ['speaks no TLS older than 1.2', 'ssl_protocols TLSv1.2 TLSv1.3;'],
    ['tells browsers to come back by TLS', 'add_header Strict-Transport-Security "max-age=31536000" always;'],
    ['leaves the limit of sizes to the API', 'client_max_body_size 0;'],
    ['hands uploads on as they come', 'proxy_request_buffering off;'],
    ['hands streams on as they come', 'proxy_buffering off;'],
    [
      'takes the address of a client from the connection, not from what he says',
      'proxy_set_header X-Forwarded-For $remote_addr;',
    ],
    ['says that the client came by TLS', 'proxy_set_header X-Forwarded-Proto $scheme;'],
    ['says which host the client asked for', 'proxy_set_header X-Forwarded-Host $host;'],
    ['finds API processes that come and go', 'server api:8000 resolve;'],
  ])('%s', (_, directive) => {
    expect(conf).toContain(directive);
  });

  it('has balanced braces and leads to services that exist', () => {
    expect(conf.split('{').length).toBe(conf.split('}').length);
    const upstreams = [...conf.matchAll(/server (\w+):\d+ resolve/g)].map(([, name]) => name);
    expect(upstreams.filter((name) => !Object.hasOwn(compose.services, name ?? ''))).toEqual([]);
    for (const secret of nginx.secrets ?? []) expect(conf).toContain(`/run/secrets/${secret};`);
  });

  it('writes no query into its log and keeps the administration of Keycloak inside', () => {
    expect(/log_format \w+ '(.*)';/.exec(conf)?.[1]).not.toMatch(/\$(request\b(?!_)|request_uri|args|query_string)/);
    expect([...conf.matchAll(/location (\S+)/g)].map(([, path]) => path)).toEqual(['/', '/realms/prov/', '/resources/']);
  });
});

describe('MySQL', () => {
  it('writes each commit to disk, in utf8mb4', () => {
    const settingsOfMysql = read('docker/mysql/reprov.cnf');
    expect(settingsOfMysql).toContain('innodb_flush_log_at_trx_commit = 1');
    expect(settingsOfMysql).toContain('character-set-server = utf8mb4');
  });
});
