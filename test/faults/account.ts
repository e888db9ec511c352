import { ENDED, type ExecutionStatus } from '../../src/execution/execution-status';
import { markerIn } from '../../src/execution/tracker/run-specification';
import type { FaultScene } from './fault-scene';
import type { InsistentClient } from './insistent-client';

/** What is wrong when the service's rows and REANA's runs are held against what clients were told. All empty: nothing. */
export interface Account {
  /** Acknowledged, but not in the database. */
  readonly lost: number[];
  /** Two executions under one key, or two runs for one execution. */
  readonly duplicated: string[];
  /** Runs at REANA that no execution knows as its own. */
  readonly strays: string[];
  /** Executions that go on, or ended otherwise than their runs. */
  readonly wrong: string[];
  readonly surprises: string[];
}

export const NOTHING_WRONG: Account = { lost: [], duplicated: [], strays: [], wrong: [], surprises: [] };

export async function accountOf(scene: FaultScene, client: InsistentClient, expected?: ExecutionStatus): Promise<Account> {
  const executions = await scene.executions();
  const known = new Set(executions.map(({ id }) => id));
  const runs = [...scene.reana.runs.values()].map((run) => ({ id: run.id, marker: markerIn(run.specification) }));
  const reanaIdOf = new Map(executions.map(({ marker, reanaId }) => [marker, reanaId]));
  const isRight = (status: ExecutionStatus): boolean => (expected === undefined ? ENDED.includes(status) : status === expected);
  return {
    lost: [...client.told.values()].filter((id) => !known.has(id)),
    duplicated: [
      ...twice(executions.flatMap(({ idempotencyKey }) => idempotencyKey ?? [])),
      ...twice([...client.told.values()].map(String)),
      ...twice(runs.map(({ marker }) => String(marker))),
    ],
    strays: runs.filter(({ id, marker }) => reanaIdOf.get(String(marker)) !== id).map(({ id }) => id),
    wrong: executions
      .filter(({ status }) => !isRight(status))
      .map(({ id, status, trouble, failureMessage }) => `${id} ${status} ${trouble ?? failureMessage ?? ''}`),
    surprises: client.surprises,
  };
}

function twice(values: readonly string[]): string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}
