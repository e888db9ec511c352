import { createHash } from 'node:crypto';
import { Router, type Request } from 'express';
import { BadRequestError } from './embedded.errors';
import type { DataFolder } from './data.folder';
import { bodyMembers, objectMember, pathText, queryCount, queryFlag, queryList, queryText, searchFilter } from './request-values';
import { RUN_STATUSES, fullName, runNumber, type Run, type RunStatus } from './run';
import type { RunQuery, RunStore } from './run.store';
import { acknowledgement, jobLogsView, listedRunView, progressView } from './run.views';
import type { Runs, StartRequest } from './runs';

export interface RunParts {
  readonly runs: Runs;
  readonly store: RunStore;
  readonly folder: DataFolder;
  /** The UUID of the one user. */
  readonly user: string;
}

const WF = '/workflows/:workflow';
const NEW_STATUSES = ['start', 'stop', 'deleted'];

/** Create, list, start, stop, delete; status and logs. */
export function runRoutes(parts: RunParts): Router {
  const router = Router();
  const { runs, store, user } = parts;
  const required = (request: Request): Run => runs.require(pathText(request, 'workflow'));

  router.get('/workflows', async (request, response) => void response.json(await list(request, parts)));
  router.post('/workflows', (request, response) => {
    if (queryText(request, 'spec') !== undefined) return void response.status(501).json('Not implemented');
    const run = runs.create(queryText(request, 'workflow_name') ?? '', request.body);
    response.status(201).json({ message: 'Workflow workspace created', workflow_id: run.id, workflow_name: fullName(run) });
  });
  router.post(`${WF}/start`, (request, response) => {
    const run = runs.start(runs.requireAllowed(pathText(request, 'workflow')), startRequest(bodyMembers(request)));
    response.json({ message: 'Workflow submitted.', ...acknowledgement(run, user), run_number: runNumber(run) });
  });
  router.put(`${WF}/status`, async (request, response) => void response.json(await setStatus(request, parts)));
  router.get(`${WF}/status`, (request, response) => {
    const run = required(request);
    const jobs = store.jobs(run.id);
    const progress = progressView(run, jobs);
    const identity = { id: run.id, name: fullName(run), created: run.createdAt, status: run.status, user };
    const logs = { workflow_logs: store.engineLog(run.id), job_logs: jobLogsView(run, jobs), engine_specific: null };
    response.json({ ...identity, progress, logs: JSON.stringify(logs) });
  });
  router.get(`${WF}/logs`, (request, response) => {
    const run = required(request);
    response.json({ workflow_id: run.id, workflow_name: fullName(run), user, logs: JSON.stringify(logsOf(request, run, store)) });
  });
  router.get(`${WF}/specification`, (request, response) => {
    const run = runs.requireAllowed(pathText(request, 'workflow'));
    response.json({ specification: store.specification(run.id), parameters: store.startOptions(run.id).parameters });
  });
  router.get(`${WF}/parameters`, (request, response) => {
    const run = required(request);
    const specification = store.specification(run.id);
    const parameters = specification.inputs?.parameters ?? {};
    response.json({ id: run.id, name: fullName(run), type: specification.workflow.type, parameters });
  });
  router.get(`${WF}/retention_rules`, (request, response) => {
    const run = required(request);
    const days = store.specification(run.id).workspace?.retention_days ?? {};
    response.json({ workflow_id: run.id, workflow_name: fullName(run), retention_rules: retentionRules(run, days) });
  });
  return router;
}

async function list(request: Request, { store, folder, user }: RunParts) {
  const size = queryCount(request, 'size');
  const page = queryCount(request, 'page') ?? 1;
  const isVerbose = queryFlag(request, 'verbose');
  const wantsProgress = queryFlag(request, 'include_progress') || isVerbose;
  const wantsSize = queryFlag(request, 'include_workspace_size') || isVerbose;
  const { runs, total } = queryText(request, 'type') === 'interactive' ? { runs: [], total: 0 } : store.list(runQuery(request));
  const items = runs.map(async (run) =>
    listedRunView({
      run,
      user,
      bytes: wantsSize ? await folder.workspace(run).bytes() : null,
      jobs: wantsProgress ? store.jobSummaries(run.id) : null,
    }),
  );
  const answer = { total, items: await Promise.all(items), page, user_has_workflows: !store.isEmpty() };
  return size === null ? answer : { ...answer, ...paging(page, size, total) };
}

function paging(page: number, size: number, total: number) {
  const start = (page - 1) * size;
  const end = Math.min(start + size, total);
  const links = { prev: { page: page - 1 }, self: { page }, next: { page: page + 1 } };
  return { size, from_idx: start, to_idx: end, has_next: end < total, has_prev: page > 1, links };
}

function runQuery(request: Request): RunQuery {
  const statuses = queryList(request, 'status');
  const sort = queryText(request, 'sort') ?? 'desc';
  const isKnown = statuses.every((one) => RUN_STATUSES.includes(one as RunStatus));
  if (!isKnown || !['asc', 'desc', 'disk-desc', 'cpu-desc'].includes(sort)) throw new BadRequestError('Malformed request.');
  const size = queryCount(request, 'size');
  return {
    statuses: statuses as RunStatus[],
    nameContains: searchFilter(queryText(request, 'search')).name?.[0] ?? null,
    idOrName: queryText(request, 'workflow_id_or_name') ?? null,
    ascending: sort === 'asc',
    limit: size,
    offset: size === null ? 0 : ((queryCount(request, 'page') ?? 1) - 1) * size,
  };
}

/** Keys that are not known are left alone: reana-cwl-runner sends the bare job object. */
function startRequest(members: Record<string, unknown>): StartRequest {
  const target = objectMember(members, 'operational_options').TARGET;
  return {
    parameters: objectMember(members, 'input_parameters'),
    target: typeof target === 'string' && target !== '' ? target : null,
    restart: members.restart === true,
    specification: members.reana_specification,
  };
}

async function setStatus(request: Request, { runs, user }: RunParts) {
  const wanted = queryText(request, 'status');
  if (wanted === undefined) throw new BadRequestError("Field 'status': Missing data for required field.");
  if (!NEW_STATUSES.includes(wanted)) throw new BadRequestError(`Status ${wanted} is not one of: ${NEW_STATUSES.join(', ')}.`);
  const run = runs.require(pathText(request, 'workflow'));
  const members = bodyMembers(request);
  if (wanted === 'start')
    return { message: 'Workflow submitted.', ...acknowledgement(runs.start(run, startRequest(members)), user) };
  if (wanted === 'stop') {
    const stopped = await runs.stop(run);
    return { ...acknowledgement(stopped, user), message: 'Workflow successfully stopped', workflow_name: fullName(run) };
  }
  if (members.workspace === false) throw new BadRequestError('Workspace deletion is always required.');
  await runs.delete(run, members.all_runs === true);
  const message =
    members.all_runs === true ? `All workflows named ${run.name} successfully deleted.` : 'Workflow successfully deleted.';
  return { ...acknowledgement(run, user), message, status: 'deleted', workflow_name: fullName(run) };
}

/** Pages count jobs; a list of step names as body picks jobs and leaves out the engine's text. */
function logsOf(request: Request, run: Run, store: RunStore) {
  const steps: unknown = request.body;
  const names = Array.isArray(steps) && steps.length > 0 ? steps.map((one) => String(one)) : null;
  const size = queryCount(request, 'size');
  const from = size === null ? 0 : ((queryCount(request, 'page') ?? 1) - 1) * size;
  const jobs = store.jobs(run.id).filter((job) => names === null || names.includes(job.name));
  const shown = jobs.slice(from, size === null ? undefined : from + size);
  return {
    workflow_logs: names === null ? store.engineLog(run.id) : null,
    job_logs: jobLogsView(run, shown),
    engine_specific: null,
  };
}

/** Shown as the specification has them; nothing is ever removed by them here. */
function retentionRules(run: Run, days: Readonly<Record<string, number>>) {
  return Object.entries(days).map(([pattern, retentionDays]) => {
    const hash = createHash('sha256').update(`${run.id} ${pattern}`).digest('hex');
    const id = `${hash.slice(0, 8)}-${hash.slice(8, 12)}-4${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
    return { id, workspace_files: pattern, retention_days: retentionDays, apply_on: null, status: 'inactive' };
  });
}
