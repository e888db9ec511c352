import { rmSync } from 'node:fs';
import { startEmbeddedReana, type EmbeddedReana } from '../fakes/embedded-reana';
import { ReanaClient, installReanaClient } from './reana-client-program';
import { aReanaProject } from './reana-client-project';
import { ReanaRequests } from './reana-client-requests';

const RUNS = 20;
const CREATES = 5;
let server: EmbeddedReana;
let project: string;

beforeAll(async () => {
  await installReanaClient();
  server = await startEmbeddedReana();
  project = aReanaProject();
}, 330_000);
afterAll(async () => {
  await server?.stop();
  rmSync(project, { recursive: true, force: true });
});

describe('many people with reana-client 0.9.6 at one embedded REANA server', () => {
  it('all see their runs finish, and get a number each', async () => {
    const client = new ReanaClient(server, project);
    const requests = new ReanaRequests(server);
    const names = Array.from({ length: RUNS }, (_, index) => `run-${index}`);
    const [created] = await Promise.all([
      Promise.all(Array.from({ length: CREATES }, () => client.must('create', '-w', 'same'))),
      ...names.map((name) => client.must('run', '-w', name)),
    ]);

    expect(created.map((text) => /same\.\d+/.exec(text)?.[0]).sort()).toEqual(['same.1', 'same.2', 'same.3', 'same.4', 'same.5']);
    expect(await Promise.all(names.map((name) => requests.over(`${name}.1`)))).toEqual(names.map(() => 'finished'));
  }, 300_000);
});
