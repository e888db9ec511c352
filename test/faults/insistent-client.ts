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
    while (this.isPatient && !(await this.isAnswered(registryId, key))) await sleep(AGAIN_MILLISECONDS);
  }

  /** False: asking again can help. */
  private async isAnswered(registryId: number, key: string): Promise<boolean> {
    const client = this.now().with({ 'idempotency-key': key, prefer: 'respond-async' });
    const path = `/workflow_execution/execute/${registryId}`;
    const answer = await client.post<StartedView>(path).catch(() => null); // nobody listens, or the connection broke
    if (answer === null || answer.status === 503) return false;
    const { status, body } = answer;
    if (status === 200) this.told.set(key, body.data.execution_id);
    else this.surprises.push(`${status} ${body.error_code}: ${body.message}`);
    return true;
  }
}
