import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { DatabaseInUseError, SqliteProcessLock } from './sqlite-process-lock';

describe('the lock on an SQLite file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lock-'));
  const file = join(folder, 'reprov.sqlite');
  afterAll(() => rmSync(folder, { recursive: true }));

  it('keeps a second holder off until the first gives it back', () => {
    const first = new SqliteProcessLock(file);
    first.take();
    expect(() => new SqliteProcessLock(file).take()).toThrow(DatabaseInUseError);
    first.give();
    const second = new SqliteProcessLock(file);
    second.take();
    second.give();
  });

  it('is free again when its process was killed', () => {
    const script = `const d = require('better-sqlite3')(${JSON.stringify(`${file}.lock`)}); d.exec('BEGIN EXCLUSIVE'); process.kill(process.pid, 'SIGKILL');`;
    expect(spawnSync(process.execPath, ['-e', script]).signal).toBe('SIGKILL');
    const next = new SqliteProcessLock(file);
    next.take();
    next.give();
  });
});
