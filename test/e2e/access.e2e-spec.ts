import { ApiClient, formOf, type FormParts } from '../factories/api-client';
import type { StartedView } from '../factories/executions';
import { startService, type RunningService } from '../factories/running-service';
import { codes, Scene } from '../factories/scene';
import { COPY_WORKFLOW, copyRegistration } from '../factories/workflows';
import { FakeRealm } from '../fakes/fake-realm';

/** `self`: every valid token; `group`: members of the group; `owner`: the owner, and administrators of the group. */
type Access = 'public' | 'self' | 'group' | 'owner';

/** What each gets in turn for the same thing of user_1 in group_1: user_4 of group_2, user_3, and user_2, an administrator. */
type Answers = readonly [stranger: number, member: number, administrator: number];

interface Rule {
  readonly access: Access;
  readonly answers: Answers;
  /** Where the parameters of the query lead, if it has any. */
  readonly query?: (run: StartedView) => string;
  /** What is sent: a new form for each request. */
  readonly form?: (scene: Scene) => FormParts;
  /** An execution that goes on, in place of one that finished. */
  readonly running?: true;
}

const OPEN: Answers = [200, 200, 200];
const ALL_OF_GROUP: Answers = [404, 200, 200];
const SPEC = ['spec_file', 'workflow.cwl', COPY_WORKFLOW] as const;
const runQuery = ({ reana_name: name, reana_run_number: number }: StartedView): string =>
  `?reana_name=${name}&reana_run_number=${number}`;

/** Every operation of the API. A new one must be written down here before it passes. */
const RULES: Readonly<Record<string, Rule>> = {
  checkHealth: { access: 'public', answers: OPEN },
  checkLiveness: { access: 'public', answers: OPEN },
  checkReadiness: { access: 'public', answers: OPEN },
  getCurrentUser: { access: 'self', answers: OPEN },
  listWorkflows: { access: 'group', answers: OPEN },
  registerWorkflow: {
    ...{ access: 'group', answers: OPEN },
    form: (scene) => copyRegistration(scene.freshName()),
  },
  validateWorkflow: { access: 'group', answers: OPEN, form: () => ({ files: [SPEC] }) },
  updateWorkflow: {
    ...{ access: 'group', answers: ALL_OF_GROUP },
    form: (scene) => ({ fields: { name: scene.freshName() } }),
  },
  deleteWorkflow: { access: 'owner', answers: [404, 403, 200] },
  getWorkflow: { access: 'group', answers: ALL_OF_GROUP },
  listRevisions: { access: 'group', answers: ALL_OF_GROUP },
  getRevision: { access: 'group', answers: ALL_OF_GROUP },
  getWorkflowFile: { access: 'group', answers: ALL_OF_GROUP },
  listExecutions: { access: 'group', answers: OPEN },
  executeWorkflow: { access: 'group', answers: ALL_OF_GROUP },
  rerunExecution: { access: 'group', answers: ALL_OF_GROUP },
  getExecution: { access: 'group', answers: ALL_OF_GROUP },
  getExecutionLogs: { access: 'group', answers: ALL_OF_GROUP },
  getExecutionStep: { access: 'group', answers: ALL_OF_GROUP },
  getExecutionEnvironment: { access: 'group', answers: ALL_OF_GROUP },
  listExecutionFiles: { access: 'group', answers: ALL_OF_GROUP },
  getExecutionFile: { access: 'group', answers: ALL_OF_GROUP },
  getExecutionInputs: { access: 'group', answers: ALL_OF_GROUP },
  getExecutionOutputs: { access: 'group', answers: ALL_OF_GROUP },
  getRunInputs: { access: 'group', answers: ALL_OF_GROUP, query: runQuery },
  getRunOutputs: { access: 'group', answers: ALL_OF_GROUP, query: runQuery },
  followExecution: { access: 'group', answers: ALL_OF_GROUP },
  stopExecution: { access: 'owner', answers: [404, 403, 200], running: true },
  deleteExecutions: { access: 'owner', answers: [404, 403, 200], query: ({ registry_id: id }) => `?registry_id=${id}` },
  captureProvenance: { access: 'group', answers: [404, 200, 403] },
  captureProvenanceOfRun: { access: 'group', answers: [404, 200, 403], query: runQuery },
  drawProvenance: { access: 'group', answers: ALL_OF_GROUP },
  drawProvenanceOfRun: { access: 'group', answers: ALL_OF_GROUP, query: runQuery },
  getProvenanceJson: { access: 'group', answers: ALL_OF_GROUP },
  exportProvenance: { access: 'group', answers: ALL_OF_GROUP },
};

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly isSecured: boolean;
}

async function operationsOf(url: string): Promise<Map<string, Operation>> {
  type Described = { readonly operationId: string; readonly security?: readonly object[] };
  const answer = await fetch(`${url}/openapi.json`);
  const { paths } = (await answer.json()) as { paths: Record<string, Record<string, Described>> };
  const found = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId, security = [] }]) => {
      return [operationId, { method: method.toUpperCase(), path, isSecured: security.length > 0 }] as const;
    }),
  );
  return new Map(found);
}

const names = Object.keys(RULES);
const guarded = names.filter((name) => RULES[name]!.access !== 'public');

describe('the tokens that every route asks for', () => {
  const realm = new FakeRealm();
  let service: RunningService;
  let operations: Map<string, Operation>;

  beforeAll(async () => {
    await realm.start();
    service = await startService({ variables: { KEYCLOAK_SERVER_URL: realm.issuer.replace(/\/realms\/.*$/, '') } });
    operations = await operationsOf(service.url);
  });
  afterAll(async () => {
    await service?.stop();
    await realm.stop();
  });

  const call = (name: string, token: string | null) => {
    const { method, path } = operations.get(name)!;
    return new ApiClient(service.url, token).call(method, path.replace(/\{\w+\}/g, '1'));
  };
  /** Of both shapes of an error the code. */
  const refusal = async (name: string, token: string | null) => {
    const { status, headers, body } = await call(name, token);
    return [status, body.error_code ?? body['code'], headers.get('www-authenticate')];
  };

  it('are written down for each operation, as the description has them', () => {
    expect([...operations.keys()].sort()).toEqual([...names].sort());
    const secured = [...operations].filter(([, { isSecured }]) => isSecured).map(([name]) => name);
    expect(secured.sort()).toEqual([...guarded].sort());
  });

  it.each(guarded)('%s: none, or one that is not good, is 401', async (name) => {
    const past = Math.floor(Date.now() / 1000) - 600;
    const good = await realm.token();
    const bad = [
      null,
      'garbage',
      `${good.slice(0, -4)}AAAA`,
      await realm.token({ exp: past }),
      await realm.token({ exp: undefined }),
      await realm.token({ aud: 'account' }),
      await realm.token({ iss: 'https://id.example.org/realms/prov' }),
      await realm.token({ typ: 'ID' }),
    ];
    for (const token of bad) expect(await refusal(name, token)).toEqual([401, 'auth.unauthenticated', 'Bearer']);
  });

  it.each(guarded)('%s: one without a role or without a group is 403, but for oneself', async (name) => {
    const [roleless, groupless] = [await realm.token({ realm_access: { roles: ['other'] } }), await realm.token({ groups: [] })];
    if (RULES[name]!.access === 'self') {
      for (const token of [roleless, groupless]) expect((await call(name, token)).status).toBe(200);
      return;
    }
    expect(await refusal(name, roleless)).toEqual([403, 'auth.forbidden', null]);
    expect(await refusal(name, groupless)).toEqual([403, 'auth.no_group', null]);
    const foreign = new ApiClient(service.url, await realm.token(), { 'x-group': 'group_2' });
    const { method, path } = operations.get(name)!;
    expect(codes(await foreign.call(method, path.replace(/\{\w+\}/g, '1')))).toEqual([403, 'auth.not_in_group']);
  });

  it.each(names.filter((name) => !guarded.includes(name)))('%s needs none, and does not mind a bad one', async (name) => {
    for (const token of [null, 'garbage']) {
      const { method, path } = operations.get(name)!;
      expect((await new ApiClient(service.url, token).raw(method, path)).status).toBe(200);
    }
  });
});

describe('what others get of something that is yours', () => {
  let scene: Scene;
  let operations: Map<string, Operation>;

  beforeAll(async () => {
    scene = await Scene.start();
    operations = await operationsOf(scene.service.url);
  });
  afterAll(() => scene?.stop());

  it.each(names)('%s', async (name) => {
    const { answers, query, form, running } = RULES[name]!;
    const { method, path } = operations.get(name)!;
    const needsRun = query !== undefined || path.includes('{execution_id}');
    const registryId = await scene.register(copyRegistration(scene.freshName()));
    const run = needsRun ? await (running ? scene.running({ registryId }) : scene.finished({ registryId })) : null;
    const ids = { registry_id: registryId, execution_id: run?.execution_id ?? 0, revision: 1, path: 'data/a.txt', step: 'say' };
    const address = path.replace(/\{(\w+)\}/g, (_match, id: keyof typeof ids) => encodeURIComponent(ids[id]));
    const statuses = [];
    for (const client of [scene.as.user_4, scene.as.user_3, scene.as.user_2]) {
      const to = `${address}${run === null ? '' : (query?.(run) ?? '')}`;
      const body = form === undefined ? undefined : formOf(form(scene));
      statuses.push((await client.raw(method, to, body)).status);
    }
    expect(statuses).toEqual(answers);
  });
});
