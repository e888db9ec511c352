import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from './api-client';

/** What the API tells of an execution. */
export interface ExecutionView {
  readonly execution_id: number;
  readonly registry_id: number;
  readonly group: string;
  readonly username: string;
  readonly name: string;
  readonly version: string;
  readonly status: string;
  readonly failure: {
    readonly code: string;
    readonly message: string;
    readonly step: string | null;
    readonly source: string;
  } | null;
  readonly trouble: string | null;
  readonly created_at: string;
  readonly start_time: string | null;
  readonly end_time: string | null;
  readonly reana_id: string | null;
  readonly reana_name: string;
  readonly reana_run_number: number | string | null;
  readonly steps: readonly StepView[];
}

export interface StepView {
  readonly name: string;
  readonly status: string;
  readonly start_time: string | null;
  readonly end_time: string | null;
  readonly exit_code: number | null;
  readonly error_message: string | null;
}

export interface StartedView extends ExecutionView {
  readonly run_number: number | string | null;
}

const LOOK_MILLISECONDS = 50;
export const OVER = ['finished', 'failed', 'stopped', 'deleted'];

/** The execution as soon as it fits; fails with what it last was. */
export async function untilExecution(
  client: ApiClient,
  id: number,
  { fits, seconds = 25 }: { fits: (execution: ExecutionView) => boolean; seconds?: number },
): Promise<ExecutionView> {
  const until = Date.now() + seconds * 1000;
  for (;;) {
    const { status, body } = await client.get<ExecutionView>(`/workflow_execution/${id}`);
    if (status === 200 && fits(body.data)) return body.data;
    if (Date.now() > until) throw new Error(`execution ${id} after ${seconds} s: ${status} ${JSON.stringify(body)}`);
    await sleep(LOOK_MILLISECONDS);
  }
}

export function untilOver(client: ApiClient, id: number, seconds?: number): Promise<ExecutionView> {
  const limit = seconds === undefined ? {} : { seconds };
  return untilExecution(client, id, { fits: ({ status }) => OVER.includes(status), ...limit });
}
