import type { InputFileDto, OutputFileDto } from './dto/execution-file.dto';
import type { OutputLink, RunFile } from './execution.entity';

interface SeenFile {
  readonly path: string;
  readonly size: number;
  readonly sha256: string | null;
  readonly modified_at: string | null;
  readonly kept: boolean;
}

interface Files {
  readonly executionId: number;
  readonly inputs: readonly RunFile[];
  readonly outputs: { readonly workspace: string; readonly batches: AsyncIterable<readonly SeenFile[]> };
}

/** The envelope around all files of an execution, the outputs batch by batch. */
export async function* toFilesJson(message: string, { executionId, inputs, outputs }: Files): AsyncGenerator<string> {
  const envelope = `{"success":true,"code":200,"message":${JSON.stringify(message)},"error_code":null,"data":{`;
  const facts = `"execution_id":${executionId},"workspace":${JSON.stringify(outputs.workspace)},`;
  let before = `${envelope}${facts}"inputs":${JSON.stringify(inputs.map(toInputFileDto))},"outputs":[`;
  for await (const batch of outputs.batches) {
    const text = JSON.stringify(batch.map(toOutputFileDto)).slice(1, -1);
    if (text === '') continue;
    yield before + text;
    before = ',';
  }
  yield before === ',' ? ']}}' : `${before}]}}`;
}

function toInputFileDto({ path, size, sha256, source, fromExecution }: RunFile): InputFileDto {
  return { path, size, sha256, source: source ?? (fromExecution ? outputAddress(fromExecution) : null) };
}

/** As a job names it. */
function outputAddress({ executionId, path }: OutputLink): string {
  return `reprov:execution/${executionId}/${path.split('/').map(encodeURIComponent).join('/')}`;
}

function toOutputFileDto({ path, size, sha256, modified_at, kept }: SeenFile): OutputFileDto {
  return { path, size, sha256, modified_at, kept };
}
