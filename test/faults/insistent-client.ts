import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from '../factories/api-client';
import type { StartedView } from '../factories/executions';

const AGAIN_MILLISECONDS = 100;

/**
 * Asks for executions until it is told their number, whatever dies meanwhile: each under a key of its own, which makes the
 * repetition safe. What it was told is the log that the database is held against.
 */
export class InsistentClient {
  /** Key -> the execution that the service acknowledged under it. */
  readonly told = new Map<string, number>();
  /** Answers that were neither an execution nor "try again later". */
  readonly surprises: string[] = [];
  private readonly working = new Set<Promise<void>>();
  private isPatient = true;

  /** `now`: whom to ask at this moment. */
  constructor(private readonly now: () => ApiClient) {}

  get asking(): number {
    return this.working.size;
  }

  execute(registryId: number): void {
    const work = this.insist(registryId).finally(() => this.working.delete(work));
    this.working.add(work);
  }

  /** When everything that was asked for is acknowledged. */
  async done(): Promise<void> {
    await Promise.all(this.working);
  }

  async giveUp(): Promise<void> {
    this.isPatient = false;
    await this.done();
  }

  private async insist(registryId: number): Promise<void> {
    const key = randomUUID();
    while (this.isPatient) {
      const id = await this.ask(registryId, key).catch(() => null); // nobody listens, or the connection broke
      if (id !== null) return void this.told.set(key, id);
      await sleep(AGAIN_MILLISECONDS);
    }
  }

  private async ask(registryId: number, key: string): Promise<number | null> {
    const client = this.now().with({ 'idempotency-key': key, prefer: 'respond-async' });
    const { status, body } = await client.post<StartedView>(`/workflow_execution/execute/${registryId}`);
    if (status === 200) return body.data.execution_id;
    if (status !== 503) this.surprises.push(`${status} ${body.error_code}: ${body.message}`);
    return null;
  }
}
