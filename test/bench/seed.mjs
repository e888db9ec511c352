import { createHash, randomUUID } from 'node:crypto';
import { Failure } from '../../scripts/setup/failure.mjs';
import { smallWorkflow, wideWorkflow } from './documents.mjs';

const BATCH = 500;
const AT_ONCE = 10;
const STEPS = 5;

/**
 * Fills the service up to a number of entries. With a database of our own: one entry comes through the API, the others are copies
 * of its rows with their own names, texts, hashes and ids; else all come through the API.
 */
export class Seed {
  constructor(service, environment) {
    this.service = service;
    this.database = environment?.database;
  }

  /** The group's registry then lists exactly `count` entries. */
  async workflows(count) {
    const present = await this.#listed('/workflow_registry/');
    if (present > count)
      throw new Failure(`The registry holds ${present} entries already: a list of ${count} cannot be measured.`);
    if (present === count) return;
    const name = `bench-entry-${present}`;
    const registryId = await this.service.register(name, smallWorkflow(name));
    if (this.database) await this.#copyWorkflow({ registryId, name, from: present + 1, to: count });
    else await this.#registerAll(present + 1, count);
    await this.#require('/workflow_registry/', count);
  }

  /** The group then lists exactly `count` executions of five steps. */
  async executions(count) {
    const present = await this.#listed('/workflow_execution/');
    if (present === count) return;
    if (!this.database || present > count)
      throw new Failure(`This needs ${count} executions of ${STEPS} steps, and the service lists ${present}.`);
    const name = `bench-five-steps-${present}`;
    const registryId = await this.service.register(name, wideWorkflow(name, STEPS));
    const id = await this.service.execute(registryId);
    await this.service.ended(id, { everyMilliseconds: 200, status: 'finished' });
    await this.copiesOf(id, count - present - 1);
    await this.#require('/workflow_execution/', count);
  }

  async #require(path, count) {
    const present = await this.#listed(path);
    if (present !== count) throw new Failure(`After filling, ${path} lists ${present} instead of ${count}.`);
  }

  /** A service without pages answers the whole list. */
  async #listed(path) {
    const { total, data } = await this.service.envelope('GET', `${path}?page=1&size=1`);
    return total ?? Object.keys(data).length;
  }

  async #registerAll(from, to) {
    let next = from;
    const one = async () => {
      for (let index = next++; index < to; index = next++)
        await this.service.register(`bench-entry-${index}`, smallWorkflow(`bench-entry-${index}`));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, one));
  }

  async #copyWorkflow({ registryId, name, from, to }) {
    const workflow = await this.#row('workflows', 'id = ?', registryId);
    const revision = await this.#row('revisions', 'workflow_id = ?', registryId);
    for (const [start, end] of batches(from, to)) {
      const indices = Array.from({ length: end - start }, (_, index) => start + index);
      const renamed = (row, index) => mapTexts(row, (text) => text.replaceAll(name, `bench-entry-${index}`));
      const reanaName = (index) => `${workflow.reana_name.slice(0, 40)}-${index}`;
      const first = await this.#insert(
        'workflows',
        indices.map((index) => ({ ...renamed(workflow, index), id: null, uuid: randomUUID(), reana_name: reanaName(index) })),
      );
      await this.#insert(
        'revisions',
        indices.map((index, position) => {
          const copy = renamed(revision, index);
          return { ...copy, id: null, workflow_id: first + position, ...hashes(copy) };
        }),
      );
    }
  }

  /** Copies of an execution with its steps and its evidence; answers their ids. Only with a database of our own. */
  async copiesOf(id, count) {
    const execution = await this.#row('executions', 'id = ?', id);
    const parts = { steps: await this.#rows('steps', id), evidence: await this.#rows('evidence', id) };
    const ids = [];
    for (const [start, end] of batches(1, count + 1)) {
      const indices = Array.from({ length: end - start }, (_, index) => start + index);
      const first = await this.#insert(
        'executions',
        indices.map((index) => executionCopy(execution, index)),
      );
      for (const [table, rows] of Object.entries(parts))
        await this.#insert(
          table,
          indices.flatMap((index, position) => rows.map((row) => ({ ...partCopy(row, index), execution_id: first + position }))),
        );
      ids.push(...indices.map((_, position) => first + position));
    }
    return ids;
  }

  async #rows(table, executionId) {
    const [rows] = await this.database.query('SELECT * FROM ?? WHERE execution_id = ? ORDER BY id', [table, executionId]);
    if (rows.length === 0) throw new Failure(`Execution ${executionId} has no ${table} to copy.`);
    return rows;
  }

  async #row(table, where, value) {
    const [[row]] = await this.database.query(`SELECT * FROM ${table} WHERE ${where}`, [value]);
    return row;
  }

  /** Answers the id of the first row; those of one statement follow each other. */
  async #insert(table, rows) {
    const columns = Object.keys(rows[0]);
    const [result] = await this.database.query('INSERT INTO ?? (??) VALUES ?', [
      table,
      columns,
      rows.map((row) => columns.map((column) => row[column])),
    ]);
    return result.insertId;
  }
}

function executionCopy(execution, index) {
  const ids = { id: null, uuid: randomUUID(), reana_id: randomUUID(), marker: randomUUID() };
  return { ...execution, ...ids, reana_run_number: String(Number(execution.reana_run_number) + index) };
}

function partCopy(row, index) {
  if (row.reana_job_id === undefined) return { ...row, id: null };
  return { ...row, id: null, reana_job_id: randomUUID(), command: row.command && `${row.command} # ${index}` };
}

function hashes({ spec_text: text }) {
  const spec = createHash('sha256').update(text).digest('hex');
  return { spec_sha256: spec, content_sha256: createHash('sha256').update(spec).digest('hex') };
}

function mapTexts(row, change) {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [column, typeof value === 'string' ? change(value) : value]),
  );
}

function* batches(from, to) {
  for (let start = from; start < to; start += BATCH) yield [start, Math.min(to, start + BATCH)];
}
