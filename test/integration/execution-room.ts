import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import type { DataSource } from 'typeorm';
import { Role, type Principal } from '../../src/auth/principal';
import { User } from '../../src/auth/user.entity';
import type { KnownUser } from '../../src/auth/user.reader';
import { openDatabase } from '../../src/common/database/database.module';
import { dataSourceOptions, type DatabaseSettings } from '../../src/common/database/data-source';
import { ObjectRepository } from '../../src/common/objects/object.repository';
import { ObjectStore } from '../../src/common/objects/object-store';
import { StoredObject } from '../../src/common/objects/stored-object.entity';
import type { ExecutionConfig } from '../../src/config/execution.config';
import type { LimitsConfig } from '../../src/config/limits.config';
import type { ReanaConfig } from '../../src/config/reana.config';
import type { CwlPlan } from '../../src/cwl';
import { ArchiveService } from '../../src/execution/archive.service';
import { ExecutionDeletionService } from '../../src/execution/execution-deletion.service';
import { ExecutionDrafts } from '../../src/execution/execution-drafts';
import { ExecutionEvent } from '../../src/execution/execution-event.entity';
import { ExecutionEventRepository } from '../../src/execution/execution-event.repository';
import { EvidenceStream } from '../../src/execution/evidence-stream.service';
import { Execution } from '../../src/execution/execution.entity';
import { ExecutionListRepository } from '../../src/execution/execution-list.repository';
import { ExecutionListService } from '../../src/execution/execution-list.service';
import { ExecutionLogService } from '../../src/execution/execution-log.service';
import { ExecutionLookup } from '../../src/execution/execution-lookup.service';
import { ExecutionRepository } from '../../src/execution/execution.repository';
import { StepInstrumentation } from '../../src/execution/step-instrumentation';
import { ExecutionStarter } from '../../src/execution/execution-starter.service';
import { ENDED, ExecutionStatus, StepStatus } from '../../src/execution/execution-status';
import { ExecutionStopService } from '../../src/execution/execution-stop.service';
import { Evidence, type EvidenceKind } from '../../src/execution/observation/evidence.entity';
import { EvidenceRepository } from '../../src/execution/observation/evidence.repository';
import { EvidenceService } from '../../src/execution/observation/evidence.service';
import { ObservedExecutionService } from '../../src/execution/observation/observed-execution.service';
import { RunObserver } from '../../src/execution/observation/run-observer.service';
import { StepPlans } from '../../src/execution/observation/step-plans';
import { JobInputs } from '../../src/execution/job-inputs.service';
import { OutputFiles } from '../../src/execution/output-files.service';
import { PastOutputs } from '../../src/execution/past-outputs.service';
import { Step } from '../../src/execution/step.entity';
import { StepReadingRepository } from '../../src/execution/step-reading.repository';
import { StepRepository } from '../../src/execution/step.repository';
import { ExecutionSignals } from '../../src/execution/tracker/execution-signals';
import { ExecutionTracker } from '../../src/execution/tracker/execution-tracker.service';
import { Follower } from '../../src/execution/tracker/follower.service';
import { InputFetcher } from '../../src/execution/tracker/input-fetcher.service';
import { PlatformInputs } from '../../src/execution/tracker/platform-inputs.service';
import { RunCreator } from '../../src/execution/tracker/run-creator.service';
import { RunEnding } from '../../src/execution/tracker/run-ending.service';
import { RunLauncher } from '../../src/execution/tracker/run-launcher.service';
import { Setbacks } from '../../src/execution/tracker/setbacks';
import { Submission } from '../../src/execution/tracker/submission.service';
import { TrackedExecutionRepository } from '../../src/execution/tracker/tracked-execution.repository';
import type { ReanaGateway } from '../../src/reana/reana.gateway';
import { Revision } from '../../src/registry/revision.entity';
import { Workflow } from '../../src/registry/workflow.entity';
import type { AttachedFile, RunnableRevision, WorkflowReader } from '../../src/registry/workflow.reader';
import { createTestDatabase } from '../factories/test-database';

const DATA = 'a,b\n1,2\n';
const SHA256 = createHash('sha256').update(DATA).digest('hex');
const FILE: AttachedFile = { path: 'data/a.csv', sha256: SHA256, size: DATA.length };

function step(id: string, scatter: readonly string[] = []) {
  const run = { runClass: 'CommandLineTool', scatterMethod: null, image: null, workflow: null } as const;
  return { id, label: null, inputs: [], outputs: [], scatter, ...run };
}

/** Two steps, of which the first is scattered. */
const PLAN: CwlPlan = {
  cwlVersion: 'v1.2',
  class: 'Workflow',
  label: null,
  doc: null,
  inputs: [
    {
      ...{ id: 'table', type: 'File', optional: false, hasDefault: false, default: null, doc: null },
      ...{ takesFiles: true, valueFromPlatform: null },
    },
  ],
  outputs: [{ id: 'result', type: 'File', sources: ['join/result'] }],
  steps: [step('count', ['part']), step('join')],
};

export function principal(id: number, group = 'group_1', roles: readonly Role[] = [Role.User]): Principal {
  return { id, uuid: `uuid-${id}`, username: `user_${id}`, group, groups: [group], roles };
}

/** What all parts of a test share: the database, the stored files, the registered workflows. */
export interface Ground {
  readonly dataSource: DataSource;
  /** For a connection of one's own to the same database. */
  readonly settings: DatabaseSettings;
  readonly store: ObjectStore;
  /** Registers one more workflow; its number is the id of its revision too. */
  addWorkflow(groupName?: string): Promise<number>;
  /** Takes away all executions, so that the next test finds none. */
  clear(): Promise<void>;
  /** The executions and steps whose last event does not tell their state, described; steps that have not started have none. */
  untold(): Promise<string[]>;
  close(): Promise<void>;
}

export const ENTITIES = [User, StoredObject, Workflow, Revision, Execution, Step, Evidence, ExecutionEvent];

export async function openGround(): Promise<Ground> {
  const database = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'execution-room-'));
  const dataSource = await openDatabase({ ...dataSourceOptions(database.settings), entities: ENTITIES });
  const store = new ObjectStore(join(folder, 'objects'));
  await store.open();
  await store.keep(await store.stage(Readable.from([Buffer.from(DATA)]), { limit: 100, name: 'a.csv' }));
  for (const id of [1, 2, 3])
    await dataSource.manager.insert(User, {
      id,
      uuid: `uuid-${id}`,
      subject: `s${id}`,
      username: `user_${id}`,
      createdAt: new Date(),
    });
  return {
    dataSource,
    settings: database.settings,
    store,
    clear: async () => {
      for (const table of ['execution_events', 'evidence', 'steps', 'executions']) await dataSource.query(`DELETE FROM ${table}`);
    },
    untold: () => untold(dataSource),
    addWorkflow: (groupName = 'group_1') => addWorkflow(dataSource, groupName),
    close: async () => {
      await dataSource.destroy();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function untold({ manager }: DataSource): Promise<string[]> {
  const events = await manager.find(ExecutionEvent, { order: { id: 'ASC' } });
  const told = new Map(
    events.map(({ kind, data }) => [`${kind} ${String(data[kind === 'state' ? 'execution_id' : 'step_id'])}`, data['status']]),
  );
  const executions = (await manager.find(Execution)).map(({ id, status, deletedAt }) => {
    return [`state ${id}`, deletedAt === null ? status : ExecutionStatus.Deleted] as const;
  });
  const steps = (await manager.find(Step)).flatMap(({ id, status }) =>
    status === StepStatus.Waiting && !told.has(`step ${id}`) ? [] : [[`step ${id}`, status] as const],
  );
  return [...executions, ...steps]
    .filter(([what, status]) => told.get(what) !== status)
    .map(([what, status]) => `${what} ${status}`);
}

async function addWorkflow(dataSource: DataSource, groupName: string): Promise<number> {
  const count = (await dataSource.manager.count(Workflow)) + 1;
  const at = new Date();
  await dataSource.manager.insert(Workflow, {
    ...{ id: count, uuid: `workflow-${count}`, groupName, name: `flow-${count}`, version: '1', ownerId: 1 },
    ...{ reanaName: `flow-${count}-v1-${count}`, revision: 1, deletedId: 0, createdAt: at, updatedAt: at },
  });
  await dataSource.manager.insert(Revision, {
    ...{ id: count, workflowId: count, ordinal: 1, contentSha256: SHA256, specName: 'w.cwl', specSha256: SHA256 },
    ...{ specText: '', specJson: '{}', planJson: '{}', packedJson: '{}', createdBy: 1, createdAt: at },
  });
  return count;
}

/** The registry as far as executions need it. */
function workflowReader({ dataSource }: Ground): WorkflowReader {
  const revisionOf = async (id: number): Promise<RunnableRevision> => {
    const { name, version, uuid, groupName, reanaName } = await dataSource.manager.findOneByOrFail(Workflow, { id });
    return {
      ...{ registryId: id, workflowUuid: uuid, name, version, groupName, reanaName, revisionId: id, ordinal: 1 },
      ...{ plan: PLAN, packed: { cwlVersion: 'v1.2', $graph: [{ id: '#main', class: 'Workflow' }] } },
      ...{ specSha256: SHA256, jobText: 'table: {class: File, location: data/a.csv}', files: [FILE] },
    };
  };
  const facts = async (id: number) => ({
    ...(await revisionOf(id)),
    registeredAt: new Date(),
    registeredByUuid: 'uuid-1',
  });
  return {
    requireCurrentRevision: (_user, id) => revisionOf(id),
    requireRevision: revisionOf,
    prepareJob: (revision) =>
      Promise.resolve({
        parameters: { table: { class: 'File', location: 'data/a.csv' } },
        files: revision.files,
        platformInputs: {},
        remoteFiles: [],
      }),
    findRevisionFacts: async (ids) => new Map(await Promise.all(ids.map(async (id) => [id, await facts(id)] as const))),
  };
}

function notAsked(): never {
  throw new Error('nothing is fetched here');
}

export interface RoomOptions {
  readonly leaseSeconds?: number;
  readonly executeWaitSeconds?: number;
  readonly pollSeconds?: number;
  readonly createSeconds?: number;
}

/** One process's part of the execution room, over a ground that others may stand on as well. */
export function openRoom(ground: Ground, gateway: ReanaGateway, options: RoomOptions = {}) {
  const { dataSource, store } = ground;
  const settings = { pollSeconds: 0.1, executeWaitSeconds: 5, leaseSeconds: 5, createSeconds: 0.3 };
  const config = { ...settings, serverUrl: 'http://reana', ...options } as unknown as ReanaConfig;
  const measuring = { instrument: true, specificationBytes: 90 * 1024, staleMilliseconds: 3_600_000 } as ExecutionConfig;
  const limits = { fileBytes: 1000, keptFileBytes: 100, keptExecutionBytes: 150, hashedExecutionBytes: 10_000 } as LimitsConfig;
  const objects = new ObjectRepository(dataSource);
  const workflows = workflowReader(ground);
  const catalogue = { faultIn: () => null, lookUp: () => Promise.resolve([]), openContent: () => Promise.reject(new Error()) };
  const users = {
    findUsers: (ids: readonly number[]) =>
      Promise.resolve(new Map(ids.map((id): [number, KnownUser] => [id, { id, uuid: `uuid-${id}`, username: `user_${id}` }]))),
  };
  const signals = new ExecutionSignals();
  const events = new ExecutionEventRepository(dataSource);
  const [executions, steps] = [new ExecutionRepository(dataSource, events), new StepRepository(dataSource, events)];
  const tracked = new TrackedExecutionRepository(dataSource, config, events);
  const pieces = new EvidenceRepository(dataSource);
  const evidence = new EvidenceService(store, objects);
  const stream = new EvidenceStream(pieces, store);
  const [plans, setbacks, lookup] = [new StepPlans(workflows), new Setbacks(tracked, signals), new ExecutionLookup(executions)];
  const remote = { ...catalogue, outputNamed: () => null, open: catalogue.openContent, check: notAsked };
  const past = new PastOutputs(lookup, new OutputFiles(stream, gateway, store), gateway, store);
  const submission = new Submission(
    new PlatformInputs(new InputFetcher(catalogue, remote, past, store, objects, limits), tracked),
    new RunCreator(gateway, tracked, workflows),
    new RunLauncher(gateway, store, tracked),
    ...([tracked, setbacks, signals] as const),
  );
  const observer = new RunObserver(gateway, store, objects, evidence, limits);
  const tracker = new ExecutionTracker(
    ...([tracked, submission] as const),
    new Follower(gateway, tracked, steps, plans, setbacks, signals),
    new RunEnding(observer, plans, tracked, steps, pieces),
    ...([setbacks, signals] as const),
  );
  const instrumentation = new StepInstrumentation(measuring);
  const inputs = new JobInputs(catalogue, remote, past);
  const drafts = new ExecutionDrafts(lookup, workflows, inputs, store, objects, instrumentation);
  const starter = new ExecutionStarter(drafts, dataSource, executions, steps, signals, config);
  const room = {
    tracker,
    tracked,
    executions,
    steps,
    events,
    evidence,
    /** What was kept of a run at its end, as one value. */
    async keptOf(id: number, kind: EvidenceKind): Promise<unknown> {
      const pieces = await stream.open(id, kind);
      return pieces === null ? null : (JSON.parse(await text(pieces)) as unknown);
    },
    stop: new ExecutionStopService(lookup, executions, signals),
    deletion: new ExecutionDeletionService(executions, gateway, signals),
    lists: new ExecutionListService(new ExecutionListRepository(dataSource), users, measuring),
    archives: new ArchiveService(lookup, new OutputFiles(stream, gateway, store), store),
    logs: new ExecutionLogService(lookup, stream, new StepReadingRepository(dataSource), gateway, plans),
    reader: new ObservedExecutionService(lookup, new StepReadingRepository(dataSource), stream, workflows, users),
    start: (registryId: number, respondAsync = false, user = principal(1), idempotencyKey: string | null = null) =>
      starter.start(
        user,
        { registryId, job: undefined, files: [] },
        { respondAsync, idempotencyKey, requestSha256: idempotencyKey },
      ),
    /** The execution once it fulfils the condition. */
    async until(id: number, fits: (execution: Execution) => boolean, milliseconds = 8000): Promise<Execution> {
      const end = Date.now() + milliseconds;
      for (;;) {
        const execution = (await executions.findById(id))!;
        if (fits(execution)) return execution;
        if (Date.now() > end) throw new Error(`execution ${id} stays ${execution.status} (${execution.trouble ?? 'no trouble'})`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    untilOver: (id: number, milliseconds?: number) => room.until(id, ({ status }) => ENDED.includes(status), milliseconds),
  };
  return room;
}

export type Room = ReturnType<typeof openRoom>;
