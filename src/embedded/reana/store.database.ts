import Database from 'better-sqlite3';

const TABLES = `
CREATE TABLE IF NOT EXISTS runs (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  major INTEGER NOT NULL,
  minor INTEGER NOT NULL,
  status TEXT NOT NULL,
  workspace_id TEXT NOT NULL,
  tools INTEGER NOT NULL DEFAULT 0,
  specification TEXT NOT NULL,
  parameters TEXT NOT NULL DEFAULT '{}',
  target TEXT,
  created_at TEXT NOT NULL,
  queued_at INTEGER,
  started_at TEXT,
  finished_at TEXT,
  stopped_at TEXT,
  engine_pid INTEGER,
  engine_born TEXT,
  engine_log TEXT NOT NULL DEFAULT '',
  UNIQUE (name, major, minor)
);
CREATE INDEX IF NOT EXISTS ix_runs_status ON runs (status);
CREATE TABLE IF NOT EXISTS jobs (
  id TEXT NOT NULL PRIMARY KEY,
  run_id TEXT NOT NULL REFERENCES runs (id),
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  status TEXT NOT NULL,
  command TEXT NOT NULL,
  image TEXT NOT NULL,
  log TEXT NOT NULL,
  started_at TEXT NOT NULL,
  finished_at TEXT,
  UNIQUE (run_id, position)
);
CREATE TABLE IF NOT EXISTS secrets (name TEXT NOT NULL PRIMARY KEY, type TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS settings (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL);
`;

/** Opens the server's own database file; a second server on the same file is refused. */
export function openStore(file: string): Database.Database {
  const database = new Database(file, { timeout: 500 });
  try {
    database.pragma('locking_mode = EXCLUSIVE');
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    database.exec(TABLES);
    return database;
  } catch (error) {
    database.close();
    if ((error as { code?: string }).code?.startsWith('SQLITE_BUSY'))
      throw new Error(`Another embedded REANA server works with ${file}: stop it, or choose another EMBEDDED_REANA_DIR.`, {
        cause: error,
      });
    throw error;
  }
}

/** A value that is made once and stays. */
export function keptSetting(database: Database.Database, name: string, make: () => string): string {
  database.prepare('INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING').run(name, make());
  return (database.prepare('SELECT value FROM settings WHERE name = ?').get(name) as { value: string }).value;
}
