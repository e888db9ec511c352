// What is there by half in a database and its folder of objects, as JSON: node count-halves.cjs <database> <objects>. Runs where the
// service sees its files.
const { existsSync, readdirSync } = require('node:fs');
const { join } = require('node:path');
const Database = require('better-sqlite3');

const [databaseFile, objects] = process.argv.slice(2);
const database = new Database(databaseFile, { readonly: true });
const count = (from) => database.prepare(`SELECT COUNT(*) AS n FROM ${from}`).get().n;
const hashes = database.prepare('SELECT sha256 FROM objects').pluck().all();
const halves = {
  rowsWithoutBytes: hashes.filter((sha256) => !existsSync(join(objects, sha256.slice(0, 2), sha256))).length,
  unfinishedFiles: readdirSync(join(objects, 'incoming')).length,
  entriesWithoutRevision: count('workflows w WHERE NOT EXISTS (SELECT 1 FROM revisions r WHERE r.workflow_id = w.id)'),
  executionsWithoutSteps: count('executions e WHERE NOT EXISTS (SELECT 1 FROM steps s WHERE s.execution_id = e.id)'),
  damage: database.pragma('integrity_check', { simple: true }),
};
process.stdout.write(JSON.stringify(halves));
