import type Database from 'better-sqlite3';

export interface Secret {
  readonly name: string;
  readonly type: 'env' | 'file';
}

/** The names of the user's secrets. Values are not kept: no command of a run ever receives one here. */
export class SecretStore {
  constructor(private readonly database: Database.Database) {}

  list(): Secret[] {
    return this.database.prepare('SELECT name, type FROM secrets ORDER BY name').all() as Secret[];
  }

  /** All or none; false when one of the names is there already. */
  add(secrets: readonly Secret[], overwrite: boolean): boolean {
    const names = new Set(this.list().map(({ name }) => name));
    if (!overwrite && secrets.some(({ name }) => names.has(name))) return false;
    const insert = this.database.prepare(
      'INSERT INTO secrets (name, type) VALUES (@name, @type) ON CONFLICT (name) DO UPDATE SET type = excluded.type',
    );
    this.database.transaction(() => secrets.forEach((secret) => insert.run(secret)))();
    return true;
  }

  /** All or none; the names that do not exist. */
  remove(names: readonly string[]): string[] {
    const known = new Set(this.list().map(({ name }) => name));
    const missing = names.filter((name) => !known.has(name));
    if (missing.length === 0) {
      const remove = this.database.prepare('DELETE FROM secrets WHERE name = ?');
      this.database.transaction(() => names.forEach((name) => remove.run(name)))();
    }
    return missing;
  }
}
