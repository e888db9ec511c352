import { Router, type Request, type Response } from 'express';
import { basename } from 'node:path';
import { BadRequestError, ConflictError, NotFoundError, QuotaError } from './embedded.errors';
import { bodyMembers, pathText, queryCount, queryFlag, queryText, requireQueryText, searchFilter } from './request-values';
import { fullName, type Run } from './run';
import type { RunParts } from './run.routes';
import { acknowledgement, humanSize, sizeView } from './run.views';
import { UsageLedger } from './usage.ledger';
import type { Workspace, WorkspaceFile } from './workspace';
import { sendFile, sendZip } from './workspace.download';

export interface WorkspaceParts extends RunParts {
  readonly workspaceBytes: number;
}

const WF = '/workflows/:workflow';

/** Files of a run: upload, list, download, delete, move, disk usage, prune. */
export function workspaceRoutes(parts: WorkspaceParts): Router {
  const router = Router();
  const { runs, folder, user } = parts;
  const ledger = new UsageLedger();
  const required = (request: Request): Run => runs.require(pathText(request, 'workflow'));

  router.post(`${WF}/workspace`, async (request, response) => {
    const name = await upload(request, required(request), { ...parts, ledger });
    response.json({ message: `${name} has been successfully uploaded.` });
  });
  router.get(
    `${WF}/workspace`,
    async (request, response) => void response.json(await list(request, folder.workspace(required(request)))),
  );
  router.get(`${WF}/workspace/*path`, async (request, response) =>
    download(request, response, required(request), folder.workspace(required(request))),
  );
  router.delete(`${WF}/workspace/*path`, async (request, response) => {
    const run = required(request);
    ledger.forget(run.workspaceId);
    response.json(await folder.workspace(run).remove(pathText(request, 'path')));
  });
  router.put('/workflows/move_files/:workflow', async (request, response) => {
    const run = required(request);
    const [source, target] = [requireQueryText(request, 'source'), requireQueryText(request, 'target')];
    await folder.workspace(run).move(source, target);
    response.json({ message: `File(s) ${source} were successfully moved`, workflow_id: run.id, workflow_name: fullName(run) });
  });
  router.get(`${WF}/disk_usage`, async (request, response) => {
    const run = runs.requireAllowed(pathText(request, 'workflow'));
    const usage = await diskUsage(folder.workspace(run), bodyMembers(request));
    response.json({ workflow_id: run.id, workflow_name: run.name, user, disk_usage_info: usage });
  });
  router.post(`${WF}/prune`, async (request, response) => {
    const run = runs.requireAllowed(pathText(request, 'workflow'));
    ledger.forget(run.workspaceId);
    await prune(request, run, parts);
    response.json({
      ...acknowledgement(run, user),
      message: 'The workspace has been correctly pruned.',
      workflow_name: fullName(run),
    });
  });
  return router;
}

async function upload(request: Request, run: Run, parts: WorkspaceParts & { ledger: UsageLedger }): Promise<string> {
  const name = queryText(request, 'file_name');
  if (name === undefined || name === '') throw new BadRequestError('No file_name provided');
  if (request.headers['content-type'] !== 'application/octet-stream')
    throw new BadRequestError('Wrong Content-Type; upload files as application/octet-stream.');
  const { folder, ledger, workspaceBytes } = parts;
  const workspace = folder.workspace(run);
  if (!(await workspace.exists())) throw new NotFoundError('Workspace does not exist.');
  if (run.status !== 'created') ledger.forget(run.workspaceId);
  const maxBytes = workspaceBytes - (await ledger.bytes(run.workspaceId, () => workspace.bytes()));
  if (maxBytes <= 0) throw new QuotaError();
  ledger.add(run.workspaceId, await workspace.write(name, request, { staging: folder.stagingFile(), maxBytes }));
  return name.replace(/^\/+/, '');
}

async function list(request: Request, workspace: Workspace) {
  const pattern = queryText(request, 'file_name');
  const filter = searchFilter(queryText(request, 'search'));
  if (!(await workspace.exists())) throw new NotFoundError('Workspace does not exist.');
  const all = pattern === undefined || pattern === '' ? await workspace.list() : await workspace.select(pattern);
  const items = all.map(fileView).filter((item) => matches(item, filter));
  const [page, size] = [queryCount(request, 'page') ?? 1, queryCount(request, 'size')];
  const from = size === null ? 0 : (page - 1) * size;
  const to = size === null ? items.length : from + size;
  return {
    items: items.slice(from, to),
    total: items.length,
    page,
    has_next: to < items.length,
    has_prev: size !== null && page > 1,
  };
}

function fileView(file: WorkspaceFile) {
  return { name: file.name, 'last-modified': file.lastModified, size: sizeView(file.size) };
}

/** Every criterion must be met by one of its values, as a part of the text. */
function matches(item: ReturnType<typeof fileView>, filter: Record<string, string[]>): boolean {
  const texts: Record<string, string> = {
    name: item.name,
    'last-modified': item['last-modified'],
    size: `${item.size.raw} ${item.size.human_readable}`,
  };
  return Object.entries(filter).every(([key, values]) => values.some((value) => (texts[key] ?? '').includes(value)));
}

async function download(request: Request, response: Response, run: Run, workspace: Workspace): Promise<void> {
  const name = pathText(request, 'path');
  const files = await workspace.select(name);
  const [first] = files;
  const isFolder = await workspace.isDirectory(name);
  if (first === undefined && !isFolder) throw new NotFoundError(`${name} does not exist.`);
  if (first !== undefined && files.length === 1 && !isFolder)
    return sendFile(response, workspace, { file: first, isPreview: queryFlag(request, 'preview') });
  const stamp = new Date().toISOString().slice(0, 19).replace(/[-:T]/g, '');
  await sendZip(response, workspace, { files, zipName: `download_${fullName(run)}_${basename(name)}_${stamp}.zip` });
}

/** Blocks on the disk, of every file and every folder; the root has the name "". */
async function diskUsage(workspace: Workspace, members: Record<string, unknown>) {
  const filter = searchFilter(typeof members.search === 'string' ? members.search : undefined);
  if (!(await workspace.exists())) throw new NotFoundError('Workspace does not exist.');
  const files =
    filter.name === undefined
      ? await workspace.list()
      : (await Promise.all(filter.name.map((name) => workspace.select(name)))).flat();
  const sums = new Map<string, number>(filter.name === undefined ? [['', 0]] : []);
  for (const { name, diskBytes } of files)
    for (let path = `/${name}`; ; path = path.slice(0, path.lastIndexOf('/'))) {
      sums.set(path, (sums.get(path) ?? 0) + diskBytes);
      if (path === '' || filter.name !== undefined) break;
    }
  return [...sums]
    .filter(([path, bytes]) => (members.summarize !== true || path === '') && (filter.size?.includes(`${bytes}`) ?? true))
    .map(([path, bytes]) => ({ name: path, size: { raw: bytes, human_readable: humanSize(bytes) } }));
}

/** Removes what the specification declares neither as input nor as output. */
async function prune(request: Request, run: Run, { store, folder }: WorkspaceParts): Promise<void> {
  if (store.sharing(run.workspaceId).some(({ status }) => status === 'pending' || status === 'running'))
    throw new ConflictError(`Workflow ${fullName(run)} is running and cannot be pruned.`);
  const { inputs, outputs } = store.specification(run.id);
  const kept = [
    ...(queryFlag(request, 'include_inputs') ? [] : [...(inputs?.files ?? []), ...(inputs?.directories ?? [])]),
    ...(queryFlag(request, 'include_outputs') ? [] : [...(outputs?.files ?? []), ...(outputs?.directories ?? [])]),
  ].map((path) => path.replace(/\/+$/, ''));
  const workspace = folder.workspace(run);
  for (const file of await workspace.list())
    if (!kept.some((path) => file.name === path || file.name.startsWith(`${path}/`))) await workspace.removeFile(file);
}
