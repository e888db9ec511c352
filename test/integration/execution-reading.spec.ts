import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import express from 'express';
import { sendPieces } from '../../src/common/http/streamed-answer';
import { Execution } from '../../src/execution/execution.entity';
import { EvidenceStream } from '../../src/execution/evidence-stream.service';
import { ExecutionEnvironmentService } from '../../src/execution/execution-environment.service';
import { toFilesJson } from '../../src/execution/execution-files.mapper';
import { ExecutionFilesService } from '../../src/execution/execution-files.service';
import { toLogJson, toLogText } from '../../src/execution/execution-log.mapper';
import { ExecutionLookup } from '../../src/execution/execution-lookup.service';
import { toExecutionJson } from '../../src/execution/execution.mapper';
import { ExecutionStatus } from '../../src/execution/execution-status';
import { EvidenceRepository } from '../../src/execution/observation/evidence.repository';
import { OutputFiles } from '../../src/execution/output-files.service';
import { StepReadingRepository, type DetailedStep } from '../../src/execution/step-reading.repository';
import { Step } from '../../src/execution/step.entity';
import { aReanaGateway } from '../fakes/fake-reana-gateway';
import { openGround, openRoom, principal, type Ground, type Room } from './execution-room';

/** A hundred steps or files are handled in one turn at most. */
const LEAST_TURNS = 90;
const JOBS = 10_000;
const FILES = 100_000;
const OWNER = principal(1);
const STARTED = '2026-01-15T09:10:45.000Z';
const LOG = `${'x'.repeat(99)}\n`.repeat(20);
const HOST = { system: 'Linux', kernel: '6.1.0', architecture: 'x86_64', cpuCount: 4, memoryBytes: 1024 };

const jobId = (index: number): string => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
const nameOf = (index: number): string => (index === 0 ? 'count' : `count_${index + 1}`);

/** REANA's answer for so many jobs, which are named by their number in the log. */
function logsAnswer(): unknown {
  const jobs = Array.from({ length: JOBS }, (_, index) => [
    jobId(index),
    { job_name: 'count', status: 'finished', cmd: 'wc -l "a"', logs: `job ${index}\n${LOG}` },
  ]);
  const logs = JSON.stringify({ workflow_logs: 'INFO cwltool 3.1\n', job_logs: Object.fromEntries(jobs) as unknown });
  return { workflow_id: 'w', workflow_name: 'flow.1', user: 'u', logs };
}

const files = Array.from({ length: FILES }, (_, index) => ({
  ...{ path: `outputs/part-${String(index).padStart(6, '0')}.csv`, size: index, sha256: null, kept: false },
  modified_at: '2026-01-15T09:10:45.000Z',
}));

/** An execution of ten thousand steps and a hundred thousand files, and what reads it. */
describe('a large execution', () => {
  let ground: Ground;
  let room: Room;
  let server: Server;
  let id: number;
  let pieces: () => Promise<AsyncIterable<string>>;
  const gateway = aReanaGateway({ url: 'http://127.0.0.1:9', token: 'unused' });
  let environments: ExecutionEnvironmentService;
  let listing: ExecutionFilesService;

  beforeAll(async () => {
    ground = await openGround();
    room = openRoom(ground, gateway);
    const { dataSource, store } = ground;
    const stream = new EvidenceStream(new EvidenceRepository(dataSource), store);
    const lookup = new ExecutionLookup(room.executions);
    const config = { serverUrl: 'http://reana' } as ConstructorParameters<typeof ExecutionEnvironmentService>[3];
    environments = new ExecutionEnvironmentService(lookup, new StepReadingRepository(dataSource), stream, config);
    listing = new ExecutionFilesService(lookup, new OutputFiles(stream, gateway, store), store);
    ({ id } = await room.start(await ground.addWorkflow(), true));
    await dataSource.manager.update(
      Execution,
      { id },
      { status: ExecutionStatus.Finished, endedAt: new Date(), nextPollAt: null },
    );
    await dataSource.manager.delete(Step, { executionId: id });
    const steps = Array.from({ length: JOBS }, (_, index) => ({
      ...{ executionId: id, ordinal: index + 1, name: nameOf(index), path: ['count'], shard: index, status: 'finished' as const },
      ...{ reanaJobId: jobId(index), image: 'alpine', backend: 'Kubernetes', exitCode: 0, startedAt: new Date(STARTED) },
      measurement: {
        ...{ cpuSeconds: index / 100, memoryPeakBytes: 1_048_576, readBytes: null, writtenBytes: index },
        ...{ host: index % 2 === 0 ? HOST : { ...HOST, kernel: '6.2.0' }, used: files.slice(0, 20) },
      },
    }));
    for (let at = 0; at < JOBS; at += 500)
      await dataSource
        .createQueryBuilder()
        .insert()
        .into(Step)
        .values(steps.slice(at, at + 500) as never)
        .execute();
    const evidence = [await room.evidence.pack('logs', logsAnswer()), await room.evidence.pack('files', { files })];
    await dataSource.manager.transaction((manager) => new EvidenceRepository(dataSource).save(id, evidence, manager));

    const app = express();
    app.get('/', (_request, response) => void pieces().then((found) => sendPieces({ response }, {}, found)));
    server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  }, 120_000);
  afterAll(async () => {
    server.close();
    await gateway.onApplicationShutdown();
    await ground.close();
  });

  const answer = async (made: () => Promise<AsyncIterable<string>>): Promise<string> => {
    pieces = made;
    return (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)).text();
  };
  /** The same, of a client that keeps nothing. */
  const taken = async (made: () => Promise<AsyncIterable<string>>): Promise<void> => {
    pieces = made;
    const { body } = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await body!.pipeTo(new WritableStream());
  };
  const logs = (step?: string) => room.logs.logsOf(OWNER, id, { step, tail: undefined });

  const shown = async (): Promise<AsyncIterable<string>> => {
    const execution = await ground.dataSource.manager.findOneByOrFail(Execution, { id });
    const steps = new StepReadingRepository(ground.dataSource).detailedBatches(id);
    return toExecutionJson('x', { execution, steps, ownerName: 'user_1', reanaUrl: 'http://reana', staleBefore: 0 });
  };

  it('shows all steps, each with what it took, and where the first of them ran', async () => {
    const { data } = JSON.parse(await answer(shown)) as { data: { steps: Record<string, unknown>[]; environment: object } };
    expect(data.steps.map(({ name, shard }) => [name, shard])).toEqual(
      Array.from({ length: JOBS }, (_, index) => [nameOf(index), index]),
    );
    expect(data.steps[1234]).toEqual({
      ...{ step_id: expect.any(Number) as number, name: 'count_1235', path: ['count'], shard: 1234, status: 'finished' },
      ...{ start_time: STARTED, end_time: null, duration_seconds: null, exit_code: 0, command: null },
      ...{ error_message: null, docker_image: 'alpine' },
      resource_usage: {
        ...{ cpu_time_seconds: 12.34, memory_peak_mb: 1, disk_read_bytes: null, disk_write_bytes: 1234 },
        backend_job_id: null,
      },
    });
    expect(data.environment).toMatchObject({ compute_backend: 'Kubernetes', docker_image: 'alpine' });
  });

  it('shows a step that has not started', async () => {
    const waiting = (await room.start(await ground.addWorkflow(), true)).id;
    const [steps] = (await Readable.from(
      new StepReadingRepository(ground.dataSource).detailedBatches(waiting),
    ).toArray()) as DetailedStep[][];
    const nothing = { cpuSeconds: null, memoryPeakBytes: null, readBytes: null, writtenBytes: null };
    expect(steps?.[0]).toMatchObject({ name: 'count', status: 'waiting', startedAt: null, exitCode: null, measurement: nothing });
  });

  it('gives all logs, each with its step, in their order', async () => {
    const { data } = JSON.parse(await answer(async () => toLogJson('x', await logs()))) as {
      data: Record<string, { logs: string }>;
    };
    expect(Object.keys(data)).toEqual(Array.from({ length: JOBS }, (_, index) => nameOf(index)));
    expect(Object.values(data).every(({ logs: text }, index) => text === `job ${index}\n${LOG}`)).toBe(true);
    const text = await answer(async () => toLogText(await logs()));
    expect(text.match(/^==> count(_\d+)? <==\njob \d+$/gm)).toHaveLength(JOBS);
  });

  it('gives the log of one step', async () => {
    const { data } = JSON.parse(await answer(async () => toLogJson('x', await logs('count_9000')))) as { data: object };
    expect(data).toMatchObject({ count_9000: { logs: `job 8999\n${LOG}`, docker_img: 'alpine' } });
  });

  it('lists all files', async () => {
    const { data } = JSON.parse(await answer(async () => toFilesJson('x', await listing.list(OWNER, id)))) as {
      data: { outputs: object[] };
    };
    expect(data.outputs).toEqual(files);
  });

  it('tells two machines of ten thousand steps', async () => {
    const { places, engine } = await environments.require(OWNER, id);
    expect(engine).toEqual({ name: 'cwltool', version: '3.1' });
    expect(places.map(({ name, count, host }) => [name, count, host?.kernel])).toEqual([
      ['count', 5000, '6.1.0'],
      ['count_2', 5000, '6.2.0'],
    ]);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['all steps are shown', () => taken(shown)],
    ['all logs are read', () => taken(async () => toLogJson('x', await logs()))],
    ['all logs are read as text', () => taken(async () => toLogText(await logs()))],
    ['the files are listed', () => taken(async () => toFilesJson('x', await listing.list(OWNER, id)))],
    ['a file is looked for', () => listing.find(OWNER, id, files.at(-1)!.path)],
    ['the machines are counted', () => environments.require(OWNER, id)],
    ['all is held for the record', () => room.reader.requireObserved(OWNER, { executionId: id })],
  ])('lets others have their turn again and again while %s', async (_what, read) => {
    expect(await turnsDuring(read)).toBeGreaterThan(LEAST_TURNS);
  });
});

/** How often others had their turn. */
async function turnsDuring(work: () => Promise<unknown>): Promise<number> {
  let isDone = false;
  const working = work().finally(() => (isDone = true));
  let turns = 0;
  for (; !isDone; turns += 1) await new Promise((resolve) => setImmediate(resolve));
  await working;
  return turns;
}
