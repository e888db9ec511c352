import type { ReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { ObjectStore } from '../../src/common/objects/object-store';
import { RunLauncher } from '../../src/execution/tracker/run-launcher.service';
import type { HeldExecution, TrackedExecutionRepository } from '../../src/execution/tracker/tracked-execution.repository';
import type { HttpReanaGateway } from '../../src/reana/http-reana.gateway';
import { aReanaGateway } from '../fakes/fake-reana-gateway';

const MIB = 1024 * 1024;
const FILE_MIB = 64;
/** What the sockets of both sides hold, with room to spare. */
const MOST_ON_THE_WAY_MIB = 24;
const STALL_MILLISECONDS = 300;

describe('the upload of a data file to a REANA that takes its time', () => {
  let folder: string;
  let store: ObjectStore;
  let gateway: HttpReanaGateway;
  let server: Server;
  let received = 0;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reprov-upload-'));
    store = new ObjectStore(folder);
    await store.open();
    server = createServer((request, response) => {
      void (async () => {
        if (request.url?.includes('workspace')) await sleep(STALL_MILLISECONDS); // nothing is read meanwhile
        for await (const bytes of request) if (request.url?.includes('workspace')) received += (bytes as Buffer).length;
        response.writeHead(200, { 'content-type': 'application/json' }).end('{"message": "fine"}');
      })();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    gateway = aReanaGateway({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token: 'token' });
  });
  afterAll(async () => {
    await gateway.onApplicationShutdown();
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('reads no more from the disk than the network takes', async () => {
    const pieces = Array.from({ length: FILE_MIB }, (_, index) => Buffer.alloc(MIB, index));
    const staged = await store.stage(Readable.from(pieces), { limit: FILE_MIB * MIB, name: 'large.bin' });
    await store.keep(staged);
    const read = jest.spyOn(store, 'read');
    const executions = { write: () => Promise.resolve(true) } as unknown as TrackedExecutionRepository;
    const file = { path: 'data/large.bin', sha256: staged.sha256, size: staged.size };
    const held = { id: 1, files: [file], uploadedFiles: 0, instrumentation: 'off' } as unknown as HeldExecution;

    const launch = new RunLauncher(gateway, store, executions).launch(held, 'a-run', () => Promise.resolve());
    let mostOnTheWay = 0;
    const watch = setInterval(() => {
      const stream = read.mock.results[0]?.value as ReadStream | undefined;
      mostOnTheWay = Math.max(mostOnTheWay, (stream?.bytesRead ?? 0) - received);
    }, 5);
    await launch.finally(() => clearInterval(watch));

    expect(received).toBe(FILE_MIB * MIB);
    expect(mostOnTheWay / MIB).toBeGreaterThan(0);
    expect(mostOnTheWay / MIB).toBeLessThan(MOST_ON_THE_WAY_MIB);
  });
});
