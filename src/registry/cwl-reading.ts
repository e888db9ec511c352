import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Piscina } from 'piscina';
import type { JobRead } from '../cwl';
import { readJobTask, readWorkflowTask, type JobTask, type WorkflowResult, type WorkflowTask } from './cwl-tasks';
import { ReadingBusyError } from './registry.errors';

/** How the worker's process is started; tests run it from the sources. */
export const CWL_WORKER_OPTIONS = Symbol('cwl worker options');

const SMALL_BYTES = 16_384; // read within a few milliseconds
const LONGEST_QUEUE = 200;
const DOCUMENT = /\.(cwl|ya?ml|json)$/i;

/** Reads CWL: small documents at once, large ones in a worker thread, so that no document holds up other requests. */
@Injectable()
export class CwlReading implements OnModuleDestroy {
  /** Made when it is needed: a service that meets small documents only spares its start and its memory. */
  private pool: Promise<Piscina> | undefined;

  constructor(@Inject(CWL_WORKER_OPTIONS) private readonly options: { readonly execArgv?: string[] }) {}

  async readWorkflow(task: WorkflowTask): Promise<WorkflowResult> {
    const documents = task.files.filter(({ path, size }) => DOCUMENT.test(path) && size <= task.maxBytes);
    const bytes = documents.reduce((sum, { size }) => sum + size, task.spec.text.length + (task.job?.text.length ?? 0));
    return bytes <= SMALL_BYTES ? readWorkflowTask(task) : ((await this.inWorker(task)) as WorkflowResult);
  }

  async readJob(task: JobTask): Promise<JobRead> {
    const small = (task.job.text?.length ?? 0) <= SMALL_BYTES && task.paths.length <= 1000;
    return small ? readJobTask(task) : ((await this.inWorker(task)) as JobRead);
  }

  async onModuleDestroy(): Promise<void> {
    await (await this.pool)?.destroy();
  }

  private async inWorker(task: WorkflowTask | JobTask): Promise<unknown> {
    this.pool ??= this.makePool();
    const pool = await this.pool;
    if (pool.queueSize >= LONGEST_QUEUE) throw new ReadingBusyError();
    return pool.run(task);
  }

  private async makePool(): Promise<Piscina> {
    const { Piscina: Pool } = (await import('piscina')).default;
    return new Pool({
      filename: require.resolve('./cwl-worker'),
      minThreads: 0,
      maxThreads: 1,
      maxQueue: LONGEST_QUEUE,
      idleTimeout: 30_000,
      resourceLimits: { maxOldGenerationSizeMb: 512 },
      ...this.options,
    });
  }
}
