import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { DatabaseConfig } from './database.config';
import { HttpConfig } from './http.config';
import { loadSettings, readEnvironment, SettingsError } from './settings';

class Example {
  static readonly schema = z.object({ EXAMPLE_SECRET: z.string().min(20), EXAMPLE_COUNT: z.coerce.number().int().min(1) });
  readonly secret: string;

  constructor(env: z.output<typeof Example.schema>) {
    this.secret = env.EXAMPLE_SECRET;
  }
}

function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    loadSettings([Example, DatabaseConfig, HttpConfig], env);
  } catch (error) {
    if (error instanceof SettingsError) return error.faults;
    throw error;
  }
  return [];
}

describe('settings', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'settings-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('reads .env, then settings.conf, and the environment wins', () => {
    writeFileSync(join(folder, '.env'), 'A=env\nB=env\nC=env\n');
    writeFileSync(join(folder, 'settings.conf'), 'B=conf\nC=conf\n');
    expect(readEnvironment(folder, { C: 'set', D: 'set' })).toMatchObject({ A: 'env', B: 'conf', C: 'set', D: 'set' });
  });

  it('takes a variable that is set to nothing as not set', () => {
    writeFileSync(join(folder, '.env'), 'A=env\n');
    expect(readEnvironment(folder, { A: '', B: '' })).toEqual({ A: 'env' });
  });

  it('reports every fault at once, by name and without values', () => {
    const faults = faultsOf({
      EXAMPLE_SECRET: 'hunter2',
      PORT: '70000',
      MYSQL_SERVER: 'db',
      NODE_ENV: 'staging',
      EXTERNAL_SERVER_URL: 'hunter2',
    });
    expect(faults.map((fault) => fault.split(':')[0])).toEqual([
      'EXAMPLE_SECRET',
      'EXAMPLE_COUNT',
      'MYSQL_PASSWORD',
      'NODE_ENV',
      'PORT',
      'EXTERNAL_SERVER_URL',
    ]);
    expect(faults.join()).not.toMatch(/hunter2|70000|staging/);
  });

  it.each([
    ['production', ['MYSQL_PASSWORD: is a well-known default; choose another one']],
    ['development', []],
  ])('refuses a well-known default password in %s: %j', (NODE_ENV, expected) => {
    const example = { EXAMPLE_SECRET: 'a secret that is long enough', EXAMPLE_COUNT: '1' };
    expect(faultsOf({ ...example, NODE_ENV, MYSQL_SERVER: 'db', MYSQL_PASSWORD: 'Secret' })).toEqual(expected);
  });

  it('takes a secret from a file', () => {
    const file = join(folder, 'secret');
    writeFileSync(file, 'a secret that is long enough\n');
    const loaded = loadSettings([Example], { EXAMPLE_SECRET_FILE: file, EXAMPLE_COUNT: '1' });
    expect((loaded.get(Example) as Example).secret).toBe('a secret that is long enough');
    expect(faultsOf({ EXAMPLE_SECRET_FILE: join(folder, 'none'), EXAMPLE_COUNT: '1' })).toContain(
      'EXAMPLE_SECRET_FILE: the file cannot be read',
    );
  });
});
