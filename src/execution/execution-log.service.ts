import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/principal';
import { membersOf, textOf } from '../common/json/json-members';
import { ReanaGateway } from '../reana/reana.gateway';
import { EvidenceStream } from './evidence-stream.service';
import type { Execution } from './execution.entity';
import { StepNotFoundError } from './execution.errors';
import { ExecutionLookup } from './execution-lookup.service';
import { printedText, type LogPart } from './log-text';
import { readRecords } from './observation/measured-job';
import { observedSteps } from './observation/observed-steps';
import { StepPlans } from './observation/step-plans';
import { StepReadingRepository, type LoggedStep } from './step-reading.repository';

export interface JobLog {
  readonly step: LoggedStep;
  readonly logs: string;
}

const BATCH_CHARACTERS = 64 * 1024;

/** The logs of the jobs: as they were kept at the end, or as REANA has them while the run goes on. */
@Injectable()
export class ExecutionLogService {
  constructor(
    private readonly lookup: ExecutionLookup,
    private readonly evidence: EvidenceStream,
    private readonly steps: StepReadingRepository,
    private readonly gateway: ReanaGateway,
    private readonly plans: StepPlans,
  ) {}

  /** In the order in which the jobs were created, some at a time: ten thousand may have logs of a gigabyte. */
  async logsOf(user: Principal, executionId: number, part: LogPart): Promise<AsyncIterable<readonly JobLog[]>> {
    const execution = await this.lookup.require(user, { executionId });
    const logs = execution.endedAt === null ? await this.present(execution, part) : await this.kept(execution, part);
    return batches(logs, ({ logs: text }) => printedText(text, execution.instrumentNonce, part.tail));
  }

  private async kept({ id }: Execution, { step: name }: LogPart): Promise<AsyncIterable<JobLog>> {
    if (name === undefined) return this.allKept(id);
    const step = await this.steps.findByName(id, name);
    if (step === null) throw new StepNotFoundError(id, name);
    return this.oneKept(id, step);
  }

  private async *allKept(executionId: number): AsyncGenerator<JobLog> {
    const steps = new JobSteps(this.steps.loggedBatches(executionId));
    for await (const { key, json } of await this.keptJobs(executionId)) {
      const step = await steps.find(key ?? '');
      if (step !== undefined) yield { step, logs: logsIn(json) };
    }
  }

  private async *oneKept(executionId: number, step: LoggedStep): AsyncGenerator<JobLog> {
    for await (const { key, json } of await this.keptJobs(executionId)) {
      if (key !== step.reanaJobId) continue;
      yield { step, logs: logsIn(json) };
      return;
    }
  }

  /** REANA's answer holds the logs as JSON in a text. */
  private async keptJobs(executionId: number) {
    const evidence = await this.evidence.open(executionId, 'logs');
    return (evidence && (await membersOf(textOf(evidence, 'logs'), 'job_logs'))) ?? [];
  }

  private async present(execution: Execution, { step: name }: LogPart): Promise<readonly JobLog[]> {
    const { id, reanaId, revisionId, instrumentNonce: nonce } = execution;
    const jobs = reanaId === null ? [] : (await this.gateway.readLogs(reanaId)).jobs;
    const steps = await observedSteps(await this.plans.of(revisionId), await readRecords(jobs, nonce), false);
    if (name !== undefined && !steps.some((step) => step.name === name)) throw new StepNotFoundError(id, name);
    return jobs.flatMap(({ logs }, index) => {
      const step = steps[index];
      return step === undefined || (name !== undefined && step.name !== name) ? [] : [{ step, logs }];
    });
  }
}

/** Finds the steps of jobs that come in the order of the steps, and so holds few of them at a time. */
class JobSteps {
  private readonly ahead = new Map<string, LoggedStep>();

  constructor(private readonly batches: AsyncIterator<readonly LoggedStep[]>) {}

  async find(jobId: string): Promise<LoggedStep | undefined> {
    while (!this.ahead.has(jobId)) {
      const next = await this.batches.next();
      if (next.done === true) return undefined;
      for (const step of next.value) if (step.reanaJobId !== null) this.ahead.set(step.reanaJobId, step);
    }
    const step = this.ahead.get(jobId);
    this.ahead.delete(jobId);
    return step;
  }
}

function logsIn(job: string): string {
  const { logs } = JSON.parse(job) as { readonly logs?: unknown };
  return typeof logs === 'string' ? logs : '';
}

async function* batches(
  logs: AsyncIterable<JobLog> | readonly JobLog[],
  textOfJob: (log: JobLog) => string,
): AsyncGenerator<readonly JobLog[]> {
  let [batch, left]: [JobLog[], number] = [[], BATCH_CHARACTERS];
  for await (const log of logs) {
    batch.push({ step: log.step, logs: textOfJob(log) });
    left -= log.logs.length + 1000; // what stands around a log counts too
    if (left > 0) continue;
    yield batch;
    [batch, left] = [[], BATCH_CHARACTERS];
  }
  if (batch.length > 0) yield batch;
}
