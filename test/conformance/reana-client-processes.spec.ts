import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { spawnEmbeddedReana, startEmbeddedReana, type EmbeddedReana, type EmbeddedReanaProcess } from '../fakes/embedded-reana';
import { ReanaRequests, aSpecification } from './reana-client-requests';

jest.setTimeout(60_000);

/** How many processes have this text in their command line. */
function processesWith(text: string): number {
  const table = execFileSync('ps', ['-A', '-ww', '-o', 'stat=,args='], { encoding: 'utf8' });
  return table.split('\n').filter((line) => line.includes(text) && !line.startsWith('Z')).length;
}

/** A number of seconds that no other process sleeps. */
const aLongSleep = (): string => `${3000 + Math.floor(Math.random() * 1e6) / 1e3}`;

const textOf = async (server: EmbeddedReana, requests: ReanaRequests, script: string, requirements: object[] = []) => {
  const id = await requests.start('text', aSpecification(script, requirements));
  const status = await requests.over(id);
  const response = await fetch(requests.address(`/workflows/${id}/workspace/outputs/upper.txt`));
  return { status, output: await response.text(), logs: await requests.logs(id) };
};

describe('runs of the embedded REANA server', () => {
  let server: EmbeddedReana;
  let requests: ReanaRequests;
  beforeAll(async () => {
    server = await startEmbeddedReana({ EMBEDDED_REANA_MAX_RUNS: '1' });
    requests = new ReanaRequests(server);
  });
  afterAll(() => server?.stop());

  it('end with the tool’s exit code in the log and the image in the job', async () => {
    const id = await requests.start('code', aSpecification('echo no >&2; exit 3'));

    expect(await requests.over(id)).toBe('failed');
    const { job_logs, workflow_logs } = await requests.logs(id);
    const [job] = Object.values(job_logs);
    expect(job).toMatchObject({ job_name: 'up', status: 'failed', docker_img: 'debian:12' });
    expect(job?.cmd).toMatch(/^sh -c 'echo no >&2; exit 3' < /);
    expect(job?.logs).toMatch(/no\n[^]*exited with status: 3/);
    expect(workflow_logs).toMatch(/Final process status is permanentFail\n$/);
  });

  it('write the output object on one line of ASCII before the last line', async () => {
    const { logs } = await textOf(server, requests, 'cat');
    const [, json = ''] = /\nFinalOutput(.*)FinalOutput\nFinal process status is success\n$/.exec(logs.workflow_logs) ?? [];

    expect(JSON.parse(json)).toMatchObject({ result: { basename: 'upper.txt', size: 6 } });
  });

  it('leave no process behind when they are stopped, and the next in the queue starts', async () => {
    const [seconds, other] = [aLongSleep(), aLongSleep()];
    const first = await requests.start('first', aSpecification(`sleep ${seconds} & (trap '' TERM; sleep ${seconds})`));
    const second = await requests.start('second', aSpecification(`sleep ${other}`));
    const third = await requests.start('third');
    while (processesWith(`sleep ${seconds}`) < 2) await sleep(25);
    expect([await requests.status(second), await requests.status(third)]).toEqual(['queued', 'queued']);

    expect(await requests.send('PUT', `/workflows/${second}/status?status=stop`, {})).toMatchObject({ status: 200 });
    expect(await requests.send('PUT', `/workflows/${first}/status?status=stop`, {})).toMatchObject({
      status: 200,
      body: { status: 'stopped' },
    });

    expect(processesWith(`sleep ${seconds}`)).toBe(0);
    expect(await requests.over(third)).toBe('finished');
    expect(await requests.status(second)).toBe('stopped');
  });

  it('leave no process behind when they end by themselves', async () => {
    const seconds = aLongSleep();
    await textOf(server, requests, `sleep ${seconds} </dev/null >/dev/null 2>&1 & echo started`);

    expect(processesWith(`sleep ${seconds}`)).toBe(0);
  });

  it('find node for JavaScript expressions', async () => {
    const { status } = await textOf(server, requests, 'echo $0 $(inputs.file.basename)', [
      { class: 'InlineJavascriptRequirement' },
      { class: 'EnvVarRequirement', envDef: [{ envName: 'SUM', envValue: '${return `${1 + 1}`;}' }] },
    ]);

    expect(status).toBe('finished');
  });

  it('give tools nothing of the server’s environment', async () => {
    const { output } = await textOf(server, requests, 'env | cut -d= -f1 | sort | tr "\\n" " "');

    expect(
      output.split(' ').filter((name) => !['', '_', 'HOME', 'PATH', 'PWD', 'SHLVL', 'TMPDIR', 'OLDPWD'].includes(name)),
    ).toEqual([]);
  });

  it('end as they ended, whatever their tools leave behind, and take it with them when they are deleted', async () => {
    const odd =
      'touch "$(printf "x\\377y")"; mkdir -p closed/in; touch closed/in/f; chmod 500 closed closed/in; mkfifo pipe; cat';
    const { status } = await textOf(server, requests, odd);
    expect(status).toBe('finished');
    const id = String((await requests.send('GET', '/workflows/text/status')).body.id);
    const places = ['workspaces', 'runs'].map((kind) => join(server.folder, kind, id));
    expect(places.map((path) => existsSync(path))).toEqual([true, true]);

    expect(await requests.send('PUT', `/workflows/${id}/status?status=deleted`, {})).toMatchObject({ status: 200 });

    expect(places.map((path) => existsSync(path))).toEqual([false, false]);
    expect(await requests.send('GET', `/workflows/${id}/status`)).toMatchObject({ status: 200, body: { status: 'deleted' } });
    expect(Object.values((await requests.logs(id)).job_logs)).toMatchObject([{ job_name: 'up', status: 'finished' }]);
  });
});

describe('runs that are not confined', () => {
  let server: EmbeddedReana;
  let requests: ReanaRequests;
  beforeAll(async () => {
    server = await startEmbeddedReana({ EMBEDDED_REANA_SANDBOX: 'off' });
    requests = new ReanaRequests(server);
  });
  afterAll(() => server?.stop());

  it.each(['are stopped', 'end by themselves'])('leave no process that has left their group when they %s', async (how) => {
    const seconds = aLongSleep();
    const leaving = `setsid sleep ${seconds} </dev/null >/dev/null 2>&1 &`;
    const id = await requests.start('leaving', aSpecification(`${leaving} ${how === 'are stopped' ? 'sleep 600' : 'sleep 1'}`));
    while (processesWith(`sleep ${seconds}`) < 1) await sleep(25);
    if (how === 'are stopped') await requests.send('PUT', `/workflows/${id}/status?status=stop`, {});
    await requests.over(id);

    expect(processesWith(`sleep ${seconds}`)).toBe(0);
  });
});

describe('limits of the embedded REANA server', () => {
  let server: EmbeddedReana;
  let requests: ReanaRequests;
  beforeAll(async () => {
    server = await startEmbeddedReana({
      EMBEDDED_REANA_WALL_SECONDS: '8',
      EMBEDDED_REANA_LOG_BYTES: '100000',
      EMBEDDED_REANA_WORKSPACE_BYTES: '2000000',
    });
    requests = new ReanaRequests(server);
  });
  afterAll(() => server?.stop());

  it.each([
    ['a log that is too long', 'yes >&2', /log of more than 100000 bytes/],
    ['a workspace that is too large', 'head -c 3000000 /dev/zero > zeros; sleep 60', /grew beyond 2000000 bytes/],
    ['too much time', 'sleep 60', /longer than 8 seconds/],
  ])('end a run with a reason because of %s', async (_what, script, reason) => {
    const id = await requests.start('limits', aSpecification(script));

    expect(await requests.over(id)).toBe('failed');
    expect((await requests.logs(id)).workflow_logs).toMatch(reason);
  });

  it('refuse an upload beyond the quota', async () => {
    const { body } = await requests.send('POST', '/workflows?workflow_name=quota', aSpecification());
    const path = `/workflows/${String(body.workflow_id)}/workspace?file_name=large`;

    expect(await requests.send('POST', path, Buffer.alloc(2_100_000))).toMatchObject({ status: 403 });
    expect(await requests.send('POST', path, Buffer.alloc(1000))).toMatchObject({ status: 200 });
  });
});

describe('the embedded REANA server as a process', () => {
  let folder: string;
  const servers: EmbeddedReanaProcess[] = [];
  const serve = async (): Promise<[EmbeddedReanaProcess, ReanaRequests]> => {
    const server = await spawnEmbeddedReana(folder);
    servers.push(server);
    return [server, new ReanaRequests(server)];
  };
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'embedded-reana-'))));
  afterEach(async () => {
    for (const server of servers.splice(0)) if (server.process.exitCode === null) await server.end('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  it('keeps its token for itself, and leaves cleanly', async () => {
    const [server] = await serve();

    expect(statSync(join(folder, 'token')).mode & 0o777).toBe(0o600);
    expect(await server.end('SIGTERM')).toBe(0);
    const [again] = await serve();
    expect(again.token).toBe(server.token);
  });

  it('refuses a folder at which another server works, and production', async () => {
    await serve();

    await expect(serve()).rejects.toThrow(/Another embedded REANA server/);
    await expect(spawnEmbeddedReana(folder, { NODE_ENV: 'production', EMBEDDED_REANA_PORT: 'x' })).rejects.toThrow(
      /NODE_ENV: [^]*EMBEDDED_REANA_PORT: /,
    );
  });

  it('says that the disk is full, and keeps nothing of what did not fit', async () => {
    const [server, requests] = await serve();
    const { body } = await requests.send('POST', '/workflows?workflow_name=full', aSpecification());
    const path = `/workflows/${String(body.workflow_id)}/workspace`;
    const limitFiles = (bytes: string) => execFileSync('prlimit', ['--pid', `${server.process.pid}`, `--fsize=${bytes}:`]);
    limitFiles('400000');

    const refused = await requests.send('POST', `${path}?file_name=large`, Buffer.alloc(3_000_000));
    expect(refused).toEqual({
      status: 507,
      body: { message: expect.stringMatching(/^The disk of the server is full/) as string },
    });
    expect(await requests.send('POST', `${path}?file_name=small`, Buffer.alloc(1000))).toMatchObject({ status: 200 });
    expect((await requests.send('GET', path)).body.items).toMatchObject([{ name: 'small' }]);
    expect(readdirSync(join(folder, 'incoming'))).toEqual([]);
    limitFiles('unlimited');
    expect(await requests.send('POST', `${path}?file_name=large`, Buffer.alloc(3_000_000))).toMatchObject({ status: 200 });
  });

  it('acknowledges nothing when its folder has vanished, and goes on when it is back', async () => {
    const [, requests] = await serve();
    const create = () => requests.send('POST', '/workflows?workflow_name=gone', aSpecification());
    await create();
    renameSync(folder, `${folder}-away`);

    expect(await create()).toEqual({
      status: 503,
      body: { message: expect.stringMatching(/folder of this server has vanished/) as string },
    });
    expect(await requests.send('GET', '/workflows/gone.1/status')).toMatchObject({ status: 200 });
    expect(existsSync(folder)).toBe(false);
    renameSync(`${folder}-away`, folder);
    expect(await create()).toMatchObject({ status: 201, body: { workflow_name: 'gone.2' } });
  });

  it('gives no number twice, and cleans up after a deletion that a crash has interrupted', async () => {
    const [first, before] = await serve();
    const ids: string[] = [];
    for (let left = 2; left > 0; left -= 1)
      ids.push(String((await before.send('POST', '/workflows?workflow_name=numbers', aSpecification())).body.workflow_id));
    await before.send('PUT', '/workflows/numbers.2/status?status=deleted', {});
    await first.end('SIGKILL');
    mkdirSync(join(folder, 'workspaces', ids[1]!, 'left'), { recursive: true });

    const [, after] = await serve();
    expect((await after.send('POST', '/workflows?workflow_name=numbers', aSpecification())).body.workflow_name).toBe('numbers.3');
    while (existsSync(join(folder, 'workspaces', ids[1]!))) await sleep(25);
    expect(existsSync(join(folder, 'workspaces', ids[0]!))).toBe(true);
  });

  it('takes up runs again after a crash: at work, over meanwhile, and lost', async () => {
    const [first, before] = await serve();
    const lasting = await before.start('lasting', aSpecification('sleep 4; cat'));
    const lost = await before.start('lost', aSpecification(`sleep ${aLongSleep()}`));
    const waiting = await before.start('waiting');
    for (const id of [lasting, lost]) while (Object.keys((await before.logs(id)).job_logs).length < 1) await sleep(25);
    await first.end('SIGKILL');
    killGroupWith(lost, folder);

    const [second, after] = await serve();
    expect(await after.over(lost)).toBe('failed');
    expect((await after.logs(lost)).workflow_logs).toMatch(/left no word of how/);
    expect(await after.over(lasting)).toBe('finished');
    expect(Object.values((await after.logs(lasting)).job_logs)).toMatchObject([{ job_name: 'up', status: 'finished' }]);
    expect(await after.over(waiting)).toBe('finished');

    const short = await after.start('short', aSpecification('sleep 1; cat'));
    while (Object.keys((await after.logs(short)).job_logs).length < 1) await sleep(25);
    await second.end('SIGKILL');
    while (!readFileSync(join(folder, 'runs', short, 'engine.log'), 'utf8').includes('Final process status')) await sleep(25);
    await sleep(500);
    const [, last] = await serve();
    expect(await last.over(short)).toBe('finished');
  });
});

/** Ends the engine of a run from outside, with all its tools. */
function killGroupWith(run: string, folder: string): void {
  const workspace = join(folder, 'workspaces', run);
  const table = execFileSync('ps', ['-A', '-ww', '-o', 'pgid=,args='], { encoding: 'utf8' });
  const line = table.split('\n').find((one) => one.includes(workspace) && one.includes('cwltool'));
  process.kill(-Number(line?.trim().split(/\s+/)[0]), 'SIGKILL');
}
