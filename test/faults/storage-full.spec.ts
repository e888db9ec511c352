import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { untilExecution, untilOver, type StartedView } from '../factories/executions';
import { codes } from '../factories/scene';
import { buildService, type ServiceProcess } from '../factories/service-process';
import { copyRegistration } from '../factories/workflows';
import { FaultScene } from './fault-scene';

const MINUTE = 60_000;
const DISK_MIB = 16;
const FILE = randomBytes(100_000);
const NO_HALVES = { rowsWithoutBytes: 0, unfinishedFiles: 0, entriesWithoutRevision: 0, executionsWithoutSteps: 0, damage: 'ok' };

/** A disk of its own in the process's own view of the file system: it needs no rights outside and is gone with the process. */
const ON_SMALL_DISK = [
  ...['unshare', '--user', '--map-root-user', '--mount', 'sh', '-c'],
  `mkdir -p "$SMALL_DISK" && mount -t tmpfs -o size=${DISK_MIB}m tmpfs "$SMALL_DISK" && exec "$@"`,
  'sh',
];

describe('a disk', () => {
  let scene: FaultScene;
  let service: ServiceProcess;
  let place: string;

  beforeAll(() => buildService(), 3 * MINUTE);
  afterEach(() => scene?.stop());

  /** `everything`: the database lies on the small disk too, else only what is kept in files. */
  async function start({ everything }: { everything: boolean }): Promise<void> {
    scene = await FaultScene.start({ database: 'sqlite' });
    const { DATA_DIR: dataDir = '', SQLITE_FILE: file = '' } = scene.variables;
    place = everything ? dataDir : join(dataDir, 'objects');
    const variables = { SMALL_DISK: place, SQLITE_FILE: everything ? join(dataDir, 'reprov.sqlite') : file };
    service = await scene.spawn(variables, ON_SMALL_DISK);
  }

  const register = (name: string, content: Uint8Array = FILE) =>
    scene.clientOf(service).post<{ registry_id: number }>('/workflow_registry/register', copyRegistration(name, content));
  const entries = async (): Promise<number> =>
    (await scene.clientOf(service).get<unknown[]>('/workflow_registry')).body.data.length;
  const ballast = (): string => `/proc/${service.pid}/root${place}/ballast`;

  /** Leaves no room at all. */
  async function fill(): Promise<void> {
    const handle = await open(ballast(), 'w');
    try {
      for (let size = 1 << 20; size > 0; size >>= 1)
        for (let full = false; !full;)
          full = await handle.write(Buffer.alloc(size)).then(
            ({ bytesWritten }) => bytesWritten < size,
            () => true,
          );
    } finally {
      await handle.close();
    }
  }

  /** Runs a program where the service sees its files. */
  const inside = async (...command: readonly string[]): Promise<string> => {
    const words = ['--target', String(service.pid), '--user', '--preserve-credentials', '--mount', ...command];
    return (await promisify(execFile)('nsenter', words)).stdout;
  };
  const halves = async (databaseFile: string, objects: string): Promise<unknown> =>
    JSON.parse(await inside(process.execPath, join(__dirname, 'count-halves.cjs'), databaseFile, objects)) as unknown;

  it.each([
    ['full', 507, 'http.storage_full'],
    ['read-only', 507, 'http.storage_full'],
  ])(
    'for files that is %s: %s, nothing half-visible, and all goes on when there is room',
    async (how) => {
      await start({ everything: false });
      const before = await register('before');
      expect(before.status).toBe(200);
      const started = await scene
        .clientOf(service)
        .post<StartedView>(`/workflow_execution/execute/${before.body.data.registry_id}`);
      const { execution_id: id } = started.body.data;
      const client = scene.clientOf(service);
      await untilExecution(client, id, { fits: ({ status }) => status === 'queued' });

      if (how === 'full') await fill();
      else await inside('mount', '-o', 'remount,ro', place);
      expect(codes(await register('meanwhile', randomBytes(100_000)))).toEqual([507, 'http.storage_full']);
      for (const run of scene.reana.runs.values()) scene.finish(run);
      const troubled = await untilExecution(client, id, { fits: ({ trouble }) => trouble !== null });
      expect(troubled).toMatchObject({ failure: null, end_time: null });
      expect(await entries()).toBe(1);
      const file = scene.surroundings.database.settings.sqliteFile;
      expect(await halves(file, place)).toEqual(NO_HALVES);

      if (how === 'full') await rm(ballast());
      else await inside('mount', '-o', 'remount,rw', place);
      expect(await untilOver(client, id)).toMatchObject({ status: 'finished', trouble: null });
      expect((await register('meanwhile', randomBytes(100_000))).status).toBe(200);
      expect(await halves(file, place)).toEqual(NO_HALVES);
    },
    MINUTE,
  );

  it(
    'for files and database that is full: 503 or 507, nothing half-visible, and all goes on when there is room',
    async () => {
      await start({ everything: true });
      const { body } = await register('before');
      await fill();
      const client = scene.clientOf(service).with({ prefer: 'respond-async' });
      const answers = [
        await register('meanwhile', randomBytes(100_000)),
        ...(await Promise.all(
          Array.from({ length: 5 }, () => client.post(`/workflow_execution/execute/${body.data.registry_id}`)),
        )),
      ];
      expect(answers.map(({ status }) => status).filter((status) => status !== 503 && status !== 507)).toEqual([]);
      expect(await entries()).toBe(1);
      expect(await halves(join(place, 'reprov.sqlite'), join(place, 'objects'))).toEqual(NO_HALVES);

      await rm(ballast());
      const { body: started } = await client.post<StartedView>(`/workflow_execution/execute/${body.data.registry_id}`);
      await untilExecution(client, started.data.execution_id, { fits: ({ status }) => status === 'queued' });
      expect((await register('meanwhile')).status).toBe(200);
      expect(scene.reana.runs.size).toBe(1);
      expect(await halves(join(place, 'reprov.sqlite'), join(place, 'objects'))).toEqual(NO_HALVES);
    },
    MINUTE,
  );
});
