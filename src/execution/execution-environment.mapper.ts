import { API_VERSION } from '../common/http/openapi';
import type { ExecutionEnvironmentDto } from './dto/execution-environment.dto';
import type { Execution } from './execution.entity';
import { toHostDto } from './execution-step.mapper';
import { measuringSentence } from './measuring';
import type { Step } from './step.entity';

interface Environment {
  readonly execution: Execution;
  readonly engine: { readonly name: string; readonly version: string } | null;
  readonly reanaUrl: string;
  readonly places: readonly {
    readonly name: string;
    readonly count: number;
    readonly image: string | null;
    readonly backend: string | null;
    readonly host: NonNullable<Step['measurement']>['host'] | null;
  }[];
}

export function toExecutionEnvironmentDto({ execution, engine, reanaUrl, places }: Environment): ExecutionEnvironmentDto {
  const { id, engineVersion, instrumentation: mode, uninstrumented } = execution;
  return {
    execution_id: id,
    engine: engine === null ? null : { name: engine.name, version: engine.version },
    reana: { url: reanaUrl, version: engineVersion },
    reprov_version: API_VERSION,
    instrumentation: {
      mode,
      explanation: measuringSentence(mode),
      uninstrumented: (uninstrumented ?? []).map(({ tool, reason }) => ({ tool, reason })),
    },
    steps: places.map(({ name, count, image, backend, host }) => ({
      ...{ name, count, image, image_really_used: null, compute_backend: backend },
      host: host === null ? null : toHostDto(host),
    })),
  };
}
