import { startReanaClientScene, type ReanaClientScene } from './reana-client-scene';

const RUNS = 20;
const CREATES = 5;
let scene: ReanaClientScene;

beforeAll(async () => {
  scene = await startReanaClientScene();
}, 330_000);
afterAll(() => scene?.stop());

describe('many people with reana-client 0.9.6 at one embedded REANA server', () => {
  it('all see their runs finish, and get a number each', async () => {
    const { client, requests } = scene;
    const names = Array.from({ length: RUNS }, (_, index) => `run-${index}`);
    const [created] = await Promise.all([
      Promise.all(Array.from({ length: CREATES }, () => client.must('create', '-w', 'same'))),
      ...names.map((name) => client.must('run', '-w', name)),
    ]);

    expect(created.map((text) => /same\.\d+/.exec(text)?.[0]).sort()).toEqual(['same.1', 'same.2', 'same.3', 'same.4', 'same.5']);
    expect(await Promise.all(names.map((name) => requests.over(`${name}.1`)))).toEqual(names.map(() => 'finished'));
  }, 300_000);
});
