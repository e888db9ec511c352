/** REANA's words for the state of a run. */
export type FakeRunStatus = 'created' | 'queued' | 'pending' | 'running' | 'finished' | 'failed' | 'stopped' | 'deleted';

export interface FakeJob {
  readonly name: string;
  readonly status?: 'queued' | 'running' | 'finished' | 'failed';
  readonly command?: string;
  readonly image?: string;
  readonly logs?: string;
}

export interface FakeRun {
  readonly id: string;
  readonly name: string;
  readonly number: number;
  readonly specification: unknown;
  readonly created: string;
  readonly files: Map<string, Buffer>;
  status: FakeRunStatus;
  workspaceGone: boolean;
  started: string | null;
  finished: string | null;
  stopped: string | null;
  engine: string;
  jobs: (FakeJob & { readonly id: string })[];
}

/** A run as REANA's list shows it. */
export function itemOf(run: FakeRun): object {
  const counted = (jobs: readonly FakeJob[]) => ({ total: jobs.length, job_ids: [] });
  return {
    id: run.id,
    name: `${run.name}.${run.number}`,
    status: run.status,
    user: 'u',
    created: run.created,
    launcher_url: null,
    size: { raw: -1, human_readable: '' },
    progress: {
      run_started_at: run.started,
      run_finished_at: run.finished,
      run_stopped_at: run.stopped,
      total: { total: 1, job_ids: [] },
      running: counted(run.jobs),
      finished: counted(run.jobs.filter(({ status }) => status === 'finished')),
      failed: counted(run.jobs.filter(({ status }) => status === 'failed')),
    },
  };
}

/** The logs of a run: JSON in a text, as REANA gives them. */
export function logsOf(run: FakeRun): string {
  const jobs = run.jobs.map((job) => [
    job.id,
    {
      workflow_uuid: run.id,
      job_name: job.name,
      compute_backend: 'Kubernetes',
      backend_job_id: `reana-run-job-${job.id}`,
      docker_img: job.image ?? 'docker.io/library/alpine:3.20',
      cmd: job.command ?? 'true',
      status: job.status ?? 'finished',
      logs: job.logs ?? '',
      started_at: run.started,
      finished_at: job.status === 'running' ? null : run.finished,
    },
  ]);
  return JSON.stringify({ workflow_logs: run.engine, job_logs: Object.fromEntries(jobs) as unknown, engine_specific: null });
}
