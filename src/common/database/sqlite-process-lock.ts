import Database from 'better-sqlite3';

/** The file is served by another process already. */
export class DatabaseInUseError extends Error {
  constructor(file: string) {
    super(`Another process uses the database ${file}. One process per SQLite file: stop the other one, or set MYSQL_SERVER.`);
  }
}

/**
 * Keeps a second API process off an SQLite file. The lock is an exclusive transaction on a small database beside it, so the
 * operating system frees it however the process ends.
 */
export class SqliteProcessLock {
  private holder: Database.Database | undefined;

  constructor(private readonly databaseFile: string) {}

  take(): void {
    const holder = new Database(`${this.databaseFile}.lock`, { timeout: 0 });
    try {
      holder.pragma('journal_mode = DELETE');
      holder.exec('BEGIN EXCLUSIVE');
    } catch (error) {
      holder.close();
      throw isBusy(error) ? new DatabaseInUseError(this.databaseFile) : error;
    }
    this.holder = holder;
  }

  give(): void {
    this.holder?.close();
    this.holder = undefined;
  }
}

function isBusy(error: unknown): boolean {
  const code: unknown = error !== null && typeof error === 'object' ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' && code.startsWith('SQLITE_BUSY');
}
