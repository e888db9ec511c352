import { FakeReana, type FakeJob } from '../fakes/fake-reana';
import { ApiClient, type ApiAnswer, type FormParts } from './api-client';
import { untilExecution, untilOver, type ExecutionView, type StartedView } from './executions';
import { startService, type RunningService, type ServiceOptions } from './running-service';
import { echoWorkflow, registration } from './workflows';

const USERS = ['user_1', 'user_2', 'user_3', 'user_4', 'user_5'] as const;

export type Clients = Readonly<Record<(typeof USERS)[number] | 'anonymous', ApiClient>>;

const SAID: FakeJob = { name: 'say', command: 'echo hello', logs: 'hello\n[job say] completed success\n' };

/** A service, a REANA that a test steers, and the people who use them. */
export class Scene {
  private named = 0;

  private constructor(
    readonly reana: FakeReana,
    readonly service: RunningService,
    readonly as: Clients,
  ) {}

  static async start(options: Omit<ServiceOptions, 'reana'> = {}): Promise<Scene> {
    const reana = await FakeReana.start();
    const service = await startService({ ...options, reana });
    const clients = await Promise.all(
      USERS.map(async (user) => [user, new ApiClient(service.url, await service.tokenOf(user))] as const),
    );
    const anonymous = new ApiClient(service.url, null);
    return new Scene(reana, service, { ...Object.fromEntries(clients), anonymous } as Clients);
  }

  async stop(): Promise<void> {
    await this.service.stop();
    await this.reana.close();
  }

  freshName(): string {
    this.named += 1;
    return `workflow ${this.named}`;
  }

  /** The id of a new entry. */
  async register(form: FormParts = registration(this.freshName(), '1.0', echoWorkflow()), client = this.as.user_1) {
    const { status, body } = await client.post<{ registry_id: number }>('/workflow_registry/register', form);
    if (status !== 200) throw new Error(`not registered: ${JSON.stringify(body)}`);
    return body.data.registry_id;
  }

  execute(registryId: number, { client = this.as.user_1, form }: { client?: ApiClient; form?: FormParts } = {}) {
    return client.post<StartedView>(`/workflow_execution/execute/${registryId}`, form);
  }

  /** A new execution, of a new entry unless one is named, whose run waits at REANA until the test moves it. */
  async started({ registryId, ...how }: { registryId?: number; client?: ApiClient; form?: FormParts } = {}) {
    const id = registryId ?? (await this.register(undefined, how.client));
    const { status, body } = await this.execute(id, how);
    if (status !== 200) throw new Error(`not started: ${JSON.stringify(body)}`);
    return body.data;
  }

  /** A new execution that runs. */
  async running(how: Parameters<Scene['started']>[0] = {}): Promise<StartedView> {
    const started = await this.started(how);
    await this.untilStatus(started, 'queued', how.client);
    this.reana.move(started.reana_id!, 'running', [{ ...SAID, status: 'running' }]);
    await this.untilStatus(started, 'running', how.client);
    return started;
  }

  /** A new execution that finished with one file of output. */
  async finished(how: Parameters<Scene['started']>[0] = {}): Promise<StartedView> {
    const started = await this.started(how);
    await this.end(started, how.client);
    return started;
  }

  /** A new execution whose only step exited with 3 after it had written its file. */
  async failed(how: Parameters<Scene['started']>[0] = {}): Promise<StartedView> {
    const started = await this.started(how);
    await this.untilStatus(started, 'queued', how.client);
    const job: FakeJob = { ...SAID, status: 'failed', logs: '[job say] exited with status: 3\n' };
    this.reana.end(started.reana_id!, 'failed', { said: ['said.txt', 'half'] }, [job]);
    await untilOver(how.client ?? this.as.user_1, started.execution_id);
    return started;
  }

  /** Lets a run finish with one file of output. */
  async end(started: ExecutionView, client = this.as.user_1): Promise<ExecutionView> {
    await untilExecution(client, started.execution_id, { fits: ({ status }) => status !== 'created' });
    this.reana.end(started.reana_id!, 'finished', { said: ['said.txt', 'hello\n'] }, [SAID]);
    return untilOver(client, started.execution_id);
  }

  untilStatus({ execution_id: id }: ExecutionView, status: string, client = this.as.user_1): Promise<ExecutionView> {
    return untilExecution(client, id, { fits: (execution) => execution.status === status });
  }
}

/** Status and error code of an answer, for comparing with a row of a table. */
export function codes<Data>({ status, body }: ApiAnswer<Data>): [number, string | null] {
  return [status, body.error_code];
}
