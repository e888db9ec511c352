import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { sendPieces } from '../../src/common/http/streamed-answer';
import { Execution } from '../../src/execution/execution.entity';
import { EvidenceStream } from '../../src/execution/evidence-stream.service';
import { ExecutionEnvironmentService } from '../../src/execution/execution-environment.service';
import { toFilesJson } from '../../src/execution/execution-files.mapper';
import { ExecutionFilesService } from '../../src/execution/execution-files.service';
import { toLogJson, toLogText } from '../../src/execution/execution-log.mapper';
import { ExecutionLookup } from '../../src/execution/execution-lookup.service';
import { ExecutionStatus } from '../../src/execution/execution-status';
import { EvidenceRepository } from '../../src/execution/observation/evidence.repository';
import { OutputFiles } from '../../src/execution/output-files.service';
import { StepReadingRepository } from '../../src/execution/step-reading.repository';
import { Step } from '../../src/execution/step.entity';
import { aReanaGateway } from '../fakes/fake-reana-gateway';
import { openGround, openRoom, principal, type Ground, type Room } from './execution-room';

const JOBS = 10_000;
const FILES = 100_000;
const OWNER = principal(1);
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
      ...{ reanaJobId: jobId(index), image: 'alpine', backend: 'Kubernetes', exitCode: 0 },
      measurement: { host: index % 2 === 0 ? HOST : { ...HOST, kernel: '6.2.0' }, used: files.slice(0, 20) },
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
    ['all logs are read', () => taken(async () => toLogJson('x', await logs()))],
    ['all logs are read as text', () => taken(async () => toLogText(await logs()))],
    ['the files are listed', () => taken(async () => toFilesJson('x', await listing.list(OWNER, id)))],
    ['a file is looked for', () => listing.find(OWNER, id, files.at(-1)!.path)],
    ['the machines are counted', () => environments.require(OWNER, id)],
  ])('lets others have their turn while %s', async (_what, read) => {
    const waits = await waitsDuring(read);
    expect(waits.filter((milliseconds) => milliseconds > 20).length).toBeLessThanOrEqual(2); // a large collection of garbage, say
    expect(waits[0]).toBeLessThan(60);
  });
});

/** How long others had to wait for their turns, longest first; the time that other processes took does not count. */
async function waitsDuring(work: () => Promise<unknown>): Promise<number[]> {
  let isDone = false;
  const working = work().finally(() => (isDone = true));
  const waits: number[] = [];
  for (let [last, before] = [performance.now(), process.cpuUsage()]; !isDone;) {
    await new Promise((resolve) => setImmediate(resolve));
    const { user, system } = process.cpuUsage(before);
    waits.push(Math.min(performance.now() - last, (user + system) / 1000));
    [last, before] = [performance.now(), process.cpuUsage()];
  }
  await working;
  return waits.sort((one, other) => other - one);
}
