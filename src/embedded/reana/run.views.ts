import { fullName, type Job, type Run } from './run';
import type { JobSummary } from './run.store';

/** Text for people: `0 Bytes`, `36 KiB`, `1.5 MiB`. */
export function humanSize(bytes: number): string {
  const units = ['Bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), units.length - 1);
  return `${Number((bytes / 1024 ** power).toFixed(2))} ${units[power]}`;
}

export function sizeView(bytes: number): { raw: number; human_readable: string } {
  return { raw: bytes, human_readable: humanSize(bytes) };
}

const group = (ids: readonly string[]) => ({ total: ids.length, job_ids: [...ids] });
const times = (run: Run) => ({
  run_started_at: run.startedAt,
  run_finished_at: run.finishedAt,
  run_stopped_at: run.stoppedAt,
});

/** `running` names every job that was ever started, as with REANA; a step that runs again counts as one more job. */
export function progressView(run: Run, jobs: readonly JobSummary[]) {
  const ids = (status?: string) => jobs.filter((job) => status === undefined || job.status === status).map(({ id }) => id);
  const last = jobs.at(-1);
  return {
    ...times(run),
    total: { total: Math.max(run.tools, jobs.length), job_ids: [] },
    running: group(ids()),
    finished: group(ids('finished')),
    failed: group([...ids('failed'), ...ids('stopped')]),
    current_command: last?.command ?? null,
    current_step_name: last?.name ?? null,
  };
}

export interface ListedRun {
  readonly run: Run;
  readonly user: string;
  /** Null: not asked for. */
  readonly bytes: number | null;
  /** Null: not asked for. */
  readonly jobs: readonly JobSummary[] | null;
}

export function listedRunView({ run, user, bytes, jobs }: ListedRun) {
  return {
    id: run.id,
    name: fullName(run),
    status: run.status,
    user,
    created: run.createdAt,
    launcher_url: null,
    size: bytes === null ? { raw: -1, human_readable: '' } : sizeView(bytes),
    progress: jobs === null ? times(run) : progressView(run, jobs),
  };
}

/** Logs of jobs, keyed by their ids in the order of their start. */
export function jobLogsView(run: Run, jobs: readonly Job[]) {
  const entries = jobs.map((job, index) => [
    job.id,
    {
      workflow_uuid: run.id,
      job_name: job.name,
      compute_backend: 'Embedded',
      backend_job_id: `cwltool-job-${run.id}-${index + 1}`,
      docker_img: job.image,
      cmd: job.command,
      status: job.status,
      logs: job.log,
      started_at: job.startedAt,
      finished_at: job.finishedAt,
    },
  ]);
  return Object.fromEntries(entries) as Record<string, unknown>;
}

/** What most routes answer beside their own words; the name is without the run number here. */
export function acknowledgement(run: Run, user: string) {
  return { workflow_id: run.id, workflow_name: run.name, status: run.status, user };
}
