import type { JobLogDto } from './dto/execution.dto';
import type { DetailedStep } from './execution.mapper';

interface Log {
  readonly step: Omit<DetailedStep, 'id' | 'path' | 'shard' | 'measurement'>;
  readonly logs: string;
}

type Batches = AsyncIterable<readonly Log[]>;

/** The envelope around an object that is keyed by the name of the job. */
export async function* toLogJson(message: string, batches: Batches): AsyncGenerator<string> {
  let before = `{"success":true,"code":200,"message":${JSON.stringify(message)},"error_code":null,"data":{`;
  for await (const batch of batches) {
    const members = batch.map((log) => `${JSON.stringify(log.step.name)}:${JSON.stringify(toJobLogDto(log))}`);
    yield before + members.join(',');
    before = ',';
  }
  yield before === ',' ? '}}' : `${before}}}`;
}

/** Each log under a line with the name of its step, as `tail` shows several files. */
export async function* toLogText(batches: Batches): AsyncGenerator<string> {
  let before = '';
  for await (const batch of batches) {
    const texts = batch.map(({ step, logs }) => {
      const name = step.name.replace(/[\p{Cc}\u2028\u2029]/gu, '?');
      return `==> ${name} <==\n${logs === '' || logs.endsWith('\n') ? logs : `${logs}\n`}`;
    });
    yield before + texts.join('\n');
    before = '\n';
  }
}

function toJobLogDto({ step, logs }: Log): JobLogDto {
  return {
    backend_job_id: step.backendJobId,
    status: step.status,
    logs,
    compute_backend: step.backend,
    docker_img: step.image,
    started_at: step.startedAt?.toISOString() ?? null,
    finished_at: step.endedAt?.toISOString() ?? null,
    exit_code: step.exitCode,
    error_message: step.errorMessage,
    command: step.command,
  };
}
