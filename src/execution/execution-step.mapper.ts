import type { ExecutionStepDto, HostDto, MeasuredFileDto, StepMeasurementDto, UnmeasuredDto } from './dto/execution-step.dto';
import { toStepDetailDto } from './execution.mapper';
import type { Step } from './step.entity';

type Measurement = NonNullable<Step['measurement']>;
type File = Measurement['used'][number];

export function toExecutionStepDto({ step, unmeasured }: { step: Step; unmeasured: UnmeasuredDto | null }): ExecutionStepDto {
  const { measurement } = step;
  return {
    ...toStepDetailDto(step),
    execution_id: step.executionId,
    started_at: measurement?.startedAt ?? null,
    ended_at: measurement?.endedAt ?? null,
    measured: measurement !== null,
    unmeasured: unmeasured === null ? null : { code: unmeasured.code, message: unmeasured.message },
    measurement: measurement === null ? null : toMeasurementDto(measurement),
    stderr_tail: step.stderrTail,
  };
}

function toMeasurementDto(measurement: Measurement): StepMeasurementDto {
  const workspace = workspaceOf(measurement);
  return {
    tool: measurement.tool,
    exit_code: measurement.exitCode,
    signal: measurement.signal,
    elapsed_seconds: measurement.elapsedSeconds,
    cpu_seconds: measurement.cpuSeconds,
    cpu_scope: measurement.cpuScope,
    memory_peak_bytes: measurement.memoryPeakBytes,
    memory_scope: measurement.memoryScope,
    read_bytes: measurement.readBytes,
    written_bytes: measurement.writtenBytes,
    working_folder: measurement.cwd === null ? null : inside(workspace, measurement.cwd.path),
    host: toHostDto(measurement.host),
    used: measurement.used.map((file) => toFileDto(file, inside(workspace, file.path))),
    used_is_complete: measurement.usedIsComplete,
    generated: measurement.generated.map((file) => toFileDto(file, file.path)),
    generated_is_complete: measurement.generatedIsComplete,
    more: { used: measurement.more.used, generated: measurement.more.generated },
  };
}

export function toHostDto({ system, kernel, architecture, cpuCount, memoryBytes }: Measurement['host']): HostDto {
  return { system, kernel, architecture, cpu_count: cpuCount, memory_bytes: memoryBytes };
}

function toFileDto({ pathHex, sizeBytes, sha256 }: File, path: string): MeasuredFileDto {
  return { path, path_hex: pathHex, size: sizeBytes, sha256 };
}

/** REANA's engine lets tools work in folders below `cwl/` of the workspace; null: this one worked elsewhere. */
function workspaceOf({ cwd }: Measurement): string | null {
  const at = cwd?.path.lastIndexOf('/cwl/') ?? -1;
  return at < 0 ? null : (cwd?.path.slice(0, at + 1) ?? null);
}

function inside(workspace: string | null, path: string): string {
  return workspace !== null && path.startsWith(workspace) ? path.slice(workspace.length) : path;
}
