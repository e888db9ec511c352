import { z } from 'zod';
import type { ReanaFile, ReanaJob, ReanaRun } from './reana.gateway';

const RUN_STATUS = ['created', 'queued', 'pending', 'running', 'finished', 'failed', 'stopped', 'deleted'] as const;
const JOB_STATUS = ['created', 'queued', 'running', 'finished', 'failed', 'stopped'] as const;

/** REANA's times have no zone and whole seconds; the official images run in UTC. */
export function timeOf(text: string | null | undefined): Date | null {
  if (!text) return null;
  const time = new Date(/(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`);
  return Number.isNaN(time.getTime()) ? null : time;
}

/** `hello.1.2` is run `1.2` of `hello`: names have no dots. */
export function nameAndNumber(full: string): { name: string; runNumber: string } {
  const dot = full.indexOf('.');
  return dot < 0 ? { name: full, runNumber: '1' } : { name: full.slice(0, dot), runNumber: full.slice(dot + 1) };
}

const time = z.string().nullish().transform(timeOf);
const word = z
  .string()
  .nullish()
  .transform((text) => text || null);
const count = z
  .object({ total: z.number().catch(0) })
  .nullish()
  .transform((some) => some?.total ?? 0);

const run = z
  .object({
    id: z.string(),
    name: z.string(),
    status: z.enum(RUN_STATUS),
    created: time,
    progress: z
      .object({
        run_started_at: time,
        run_finished_at: time,
        run_stopped_at: time,
        running: count,
        finished: count,
        failed: count,
      })
      .nullish(),
  })
  .transform(({ id, name, status, created, progress }): ReanaRun => ({
    id,
    ...nameAndNumber(name),
    status,
    createdAt: created,
    startedAt: progress?.run_started_at ?? null,
    finishedAt: progress?.run_finished_at ?? null,
    stoppedAt: progress?.run_stopped_at ?? null,
    jobs: { submitted: progress?.running ?? 0, finished: progress?.finished ?? 0, failed: progress?.failed ?? 0 },
  }));

export const runList = z.object({ items: z.array(run) }).transform(({ items }) => items);

export const createdRun = z
  .object({ workflow_id: z.string().min(1), workflow_name: z.string().min(1) })
  .transform(({ workflow_id, workflow_name }) => ({ id: workflow_id, ...nameAndNumber(workflow_name) }));

export const job = z
  .object({
    job_name: z.string(),
    status: z.enum(JOB_STATUS).catch('created'),
    compute_backend: word,
    backend_job_id: word,
    docker_img: word,
    cmd: word,
    logs: z
      .string()
      .nullish()
      .transform((text) => text ?? ''),
    started_at: time,
    finished_at: time,
  })
  .transform((one): Omit<ReanaJob, 'id'> => ({
    name: one.job_name,
    status: one.status,
    backend: one.compute_backend,
    backendJobId: one.backend_job_id,
    image: one.docker_img,
    command: one.cmd,
    logs: one.logs,
    startedAt: one.started_at,
    finishedAt: one.finished_at,
  }));

const logs = z
  .object({ workflow_logs: z.string().nullish(), job_logs: z.record(z.string(), job).nullish() })
  .transform(({ workflow_logs, job_logs }) => ({
    engine: workflow_logs ?? '',
    jobs: Object.entries(job_logs ?? {}).map(([id, one]): ReanaJob => ({ id, ...one })),
  }));

/** The logs come as a JSON text inside the JSON answer; the order of its keys is the order in which the jobs were made. */
export const logsAnswer = z
  .object({ logs: z.string().transform((text, context) => jsonOf(text) ?? context.addIssue('no JSON')) })
  .transform((answer) => answer.logs)
  .pipe(logs);

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

export const specificationAnswer = z.object({ specification: z.unknown() });

export const file = z
  .object({ name: z.string(), 'last-modified': time, size: z.object({ raw: z.number() }) })
  .transform((one): ReanaFile => ({ path: one.name, size: one.size.raw, modifiedAt: one['last-modified'] }));

export function byPath(one: ReanaFile, other: ReanaFile): number {
  return one.path < other.path ? -1 : one.path > other.path ? 1 : 0;
}

export const fileList = z.object({ items: z.array(file) }).transform(({ items }) => items.sort(byPath));

export const pingAnswer = z.object({ api_capabilities: z.array(z.string()).catch([]) });

export const whoAmI = z.object({ reana_server_version: word });
