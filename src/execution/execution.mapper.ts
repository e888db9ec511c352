import type {
  EnvironmentDto,
  ExecutionDto,
  ExecutionItemDto,
  FailureDto,
  StartedExecutionDto,
  StepDetailDto,
  StepDto,
} from './dto/execution.dto';
import type { Execution } from './execution.entity';
import type { ExecutionStatus, StepStatus } from './execution-status';

/** A row of a list; times as the database writes them: `2026-01-15 09:10:45.000`, in UTC. */
interface ListedRow {
  readonly id: number;
  readonly group_name: string;
  readonly registry_id: number;
  readonly workflow_name: string;
  readonly workflow_version: string;
  readonly status: ExecutionStatus;
  readonly failure_code: string | null;
  readonly failure_message: string | null;
  readonly failure_step: string | null;
  readonly failure_source: string | null;
  readonly trouble: string | null;
  readonly reana_id: string | null;
  readonly reana_name: string;
  readonly reana_run_number: string | null;
  readonly created_at: string;
  readonly started_at: string | null;
  readonly ended_at: string | null;
  readonly stop_requested_at: string | null;
  readonly rerun_of: number | null;
  readonly changed_at: string | null;
}

interface ListedStep {
  readonly id: number;
  readonly name: string;
  readonly status: StepStatus;
  readonly started_at: string | null;
  readonly ended_at: string | null;
  readonly exit_code: number | null;
  readonly command: string | null;
  readonly error_message: string | null;
}

interface Listed {
  /** In milliseconds: a run that changed last before it is stale. */
  readonly staleBefore: number;
  readonly execution: ListedRow;
  readonly steps: readonly ListedStep[];
  readonly ownerName: string;
}

interface Owned {
  readonly execution: Execution;
  readonly ownerName: string;
}

export interface DetailedStep {
  readonly id: number;
  readonly name: string;
  readonly path: readonly string[];
  readonly shard: number | null;
  readonly status: StepStatus;
  readonly backend: string | null;
  readonly backendJobId: string | null;
  readonly image: string | null;
  readonly command: string | null;
  readonly exitCode: number | null;
  readonly errorMessage: string | null;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly measurement: {
    readonly cpuSeconds: number | null;
    readonly memoryPeakBytes: number | null;
    readonly readBytes: number | null;
    readonly writtenBytes: number | null;
  } | null;
}

interface Detail extends Owned {
  readonly steps: AsyncIterable<readonly DetailedStep[]>;
  readonly reanaUrl: string;
  readonly staleBefore: number;
}

export function toListedItemDto({ execution, steps, ownerName, staleBefore }: Listed): ExecutionItemDto {
  return {
    execution_id: Number(execution.id),
    group: execution.group_name,
    username: ownerName,
    registry_id: Number(execution.registry_id),
    name: execution.workflow_name,
    version: execution.workflow_version,
    status: execution.status,
    failure: failureOf({
      code: execution.failure_code,
      message: execution.failure_message,
      step: execution.failure_step,
      source: execution.failure_source,
    }),
    trouble: execution.trouble,
    created_at: iso(execution.created_at),
    start_time: isoOrNull(execution.started_at),
    end_time: isoOrNull(execution.ended_at),
    stop_requested_at: isoOrNull(execution.stop_requested_at),
    reana_id: execution.reana_id,
    reana_name: execution.reana_name,
    reana_run_number: runNumber(execution.reana_run_number),
    rerun_of: execution.rerun_of === null ? null : Number(execution.rerun_of),
    stale_since: listedStaleSince(execution, staleBefore),
    steps: steps.map(toListedStepDto),
  };
}

function toListedStepDto(step: ListedStep): StepDto {
  return {
    step_id: Number(step.id),
    name: step.name,
    status: step.status,
    start_time: isoOrNull(step.started_at),
    end_time: isoOrNull(step.ended_at),
    exit_code: step.exit_code,
    command: step.command,
    error_message: step.error_message,
  };
}

export function toStartedDto(owned: Owned): StartedExecutionDto {
  const facts = factsOf(owned);
  return { ...facts, run_number: facts.reana_run_number };
}

/** What is known of an execution without its steps. */
function factsOf({ execution, ownerName }: Owned): Omit<ExecutionItemDto, 'steps' | 'stale_since'> {
  return {
    execution_id: execution.id,
    group: execution.groupName,
    username: ownerName,
    registry_id: execution.registryId,
    name: execution.workflowName,
    version: execution.workflowVersion,
    status: execution.status,
    failure: failureIn(execution),
    trouble: execution.trouble,
    created_at: execution.createdAt.toISOString(),
    start_time: execution.startedAt?.toISOString() ?? null,
    end_time: execution.endedAt?.toISOString() ?? null,
    stop_requested_at: execution.stopRequestedAt?.toISOString() ?? null,
    reana_id: execution.reanaId,
    reana_name: execution.reanaName,
    reana_run_number: runNumber(execution.reanaRunNumber),
    rerun_of: execution.rerunOf,
  };
}

/** The envelope around one execution, its steps batch by batch: there may be ten thousand. */
export async function* toExecutionJson(message: string, detail: Detail): AsyncGenerator<string> {
  const facts = JSON.stringify(executionOf(detail)).slice(1, -1);
  let first: DetailedStep | undefined;
  let before = `{"success":true,"code":200,"message":${JSON.stringify(message)},"data":{${facts},"steps":[`;
  for await (const batch of detail.steps) {
    first ??= batch.find(({ image }) => image !== null);
    const text = JSON.stringify(batch.map(toStepDetailDto)).slice(1, -1);
    if (text === '') continue;
    yield before + text;
    before = ',';
  }
  const rest = `],"environment":${JSON.stringify(environmentOf(detail, first))}},"error_code":null}`;
  yield before === ',' ? rest : before + rest;
}

function executionOf(detail: Detail): Omit<ExecutionDto, 'steps' | 'environment'> {
  const { execution } = detail;
  return {
    ...factsOf(detail),
    stale_since: staleSince(execution, detail.staleBefore),
    instrumentation: execution.instrumentation,
    uninstrumented: (execution.uninstrumented ?? []).map(({ tool, reason }) => ({ tool, reason })),
  };
}

/** `first`: the first step that has an image. */
function environmentOf({ execution, reanaUrl }: Detail, first: DetailedStep | undefined): EnvironmentDto {
  return {
    reana_server_url: reanaUrl,
    reana_workflow_url: execution.reanaId === null ? null : `${reanaUrl}/workflows/${execution.reanaId}`,
    compute_backend: first?.backend ?? null,
    kubernetes_memory_limit: null,
    docker_image: first?.image ?? null,
  };
}

function toStepDto(step: DetailedStep): StepDto {
  return {
    step_id: step.id,
    name: step.name,
    status: step.status,
    start_time: step.startedAt?.toISOString() ?? null,
    end_time: step.endedAt?.toISOString() ?? null,
    exit_code: step.exitCode,
    command: step.command,
    error_message: step.errorMessage,
  };
}

export function toStepDetailDto(step: DetailedStep): StepDetailDto {
  const { startedAt, endedAt, measurement } = step;
  return {
    ...toStepDto(step),
    path: [...step.path],
    shard: step.shard,
    docker_image: step.image,
    duration_seconds: startedAt === null || endedAt === null ? null : (endedAt.getTime() - startedAt.getTime()) / 1000,
    resource_usage: {
      cpu_time_seconds: measurement?.cpuSeconds ?? null,
      memory_peak_mb: mebibytes(measurement?.memoryPeakBytes ?? null),
      disk_read_bytes: measurement?.readBytes ?? null,
      disk_write_bytes: measurement?.writtenBytes ?? null,
      backend_job_id: step.backendJobId,
    },
  };
}

function mebibytes(bytes: number | null): number | null {
  return bytes === null ? null : Math.round((bytes / 1024 ** 2) * 1000) / 1000;
}

/** A run whose last change is so long ago, if it is still going on. */
function staleSince({ endedAt, changedAt, createdAt }: Execution, staleBefore: number): string | null {
  const last = changedAt ?? createdAt;
  const isStale = endedAt === null && last.getTime() < staleBefore;
  return isStale ? last.toISOString() : null;
}

function listedStaleSince({ ended_at: endedAt, changed_at: changedAt, created_at: createdAt }: ListedRow, staleBefore: number) {
  if (endedAt !== null) return null;
  const last = iso(changedAt ?? createdAt);
  return Date.parse(last) < staleBefore ? last : null;
}

type Failed = Pick<Execution, 'failureCode' | 'failureMessage' | 'failureStep' | 'failureSource'>;

export function failureIn({ failureCode: code, failureMessage, failureStep, failureSource }: Failed): FailureDto | null {
  return failureOf({ code, message: failureMessage, step: failureStep, source: failureSource });
}

function failureOf({ code, ...failure }: { [Key in keyof FailureDto]: string | null }): FailureDto | null {
  return code === null ? null : { code, message: failure.message ?? '', step: failure.step, source: failure.source };
}

/** A number when whole, as the first service gave it; `1.1` after a restart stays text, since 1.10 is another run than 1.1. */
export function runNumber(text: string | null): number | string | null {
  return text !== null && /^\d+$/.test(text) ? Number(text) : text;
}

/** Cut and glued, since parsing and printing every time of a long list takes its time. */
function iso(text: string): string {
  return `${text.slice(0, 10)}T${text.slice(11, 23)}Z`;
}

function isoOrNull(text: string | null): string | null {
  return text === null ? null : iso(text);
}
