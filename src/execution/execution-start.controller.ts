import { applyDecorators, Body, Controller, HttpCode, HttpStatus, Param, Post, Req, UseInterceptors } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { Authenticated } from '../auth/authenticated.decorator';
import { CurrentUser } from '../auth/current-user.decorator';
import { Permission } from '../auth/permission';
import type { Principal } from '../auth/principal';
import { ApiNumber } from '../common/http/api-number.decorator';
import { ApiFailures, Enveloped } from '../common/http/envelope';
import { NoFieldsDto } from '../common/http/no-fields.dto';
import { NumberPipe } from '../common/http/number.pipe';
import { ReceiveUploads, uploadsOf } from '../common/http/upload';
import { StartedExecutionDto } from './dto/execution.dto';
import { ExecutionDetailService } from './execution-detail.service';
import type { RepeatExecution, StartExecution } from './execution-drafts';
import { toStartedDto } from './execution.mapper';
import { ExecutionStarter } from './execution-starter.service';
import { idempotentRequest } from './idempotent-request';

const INPUT_FILE = {
  type: 'string',
  format: 'binary',
  description:
    'A job file in place of the one that is there. The location of a File is the path of an attached file, an http(s) URL, or an output of an earlier execution: `reprov:execution/7/outputs/chart.svg`, or the address of that file here.',
};
const FILES = {
  type: 'array',
  items: { type: 'string', format: 'binary' },
  description: 'Files laid over those that are there; the file name of each part is its path, such as data/a.csv.',
};
const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  required: false,
  description:
    'A new random name for each wish. The same request under the same key starts nothing again, and is answered with the execution that it started; after 4xx and 503 the key is free.',
  schema: { type: 'string', minLength: 1, maxLength: 257, pattern: '^[ -~]+$' },
};

/** What both ways to start an execution have in common. */
function Starts(): MethodDecorator {
  return applyDecorators(
    Authenticated(Permission.ExecutionStart),
    UseInterceptors(ReceiveUploads('input_file')),
    ApiHeader({ name: 'Prefer', required: false, description: '`respond-async`: answer at once.', schema: { type: 'string' } }),
    ApiHeader(IDEMPOTENCY_KEY),
    ApiConsumes('multipart/form-data'),
    ApiBody({ required: false, schema: { type: 'object', properties: { input_file: INPUT_FILE, files: FILES } } }),
    Enveloped(StartedExecutionDto, 'New workflow started'),
    ApiFailures(400, 401, 403, 404, 409, 410, 413, 422, 503),
  );
}

@ApiTags('execution')
@Controller('workflow_execution')
export class ExecutionStartController {
  constructor(
    private readonly starter: ExecutionStarter,
    private readonly details: ExecutionDetailService,
  ) {}

  @Post('execute/:registry_id')
  @HttpCode(HttpStatus.OK)
  @Starts()
  @ApiOperation({
    summary: 'Execute a workflow',
    description:
      'The answer waits a little until the run is created at REANA. When it is not yet, reana_run_number is null, and the execution goes on. Files that the job names by URL are fetched before that, and checked against `checksum` and `size` if the job gives them; what can never be fetched ends the execution.',
  })
  @ApiNumber('registry_id')
  async executeWorkflow(
    @CurrentUser() user: Principal,
    @Param('registry_id', NumberPipe) registryId: number,
    @Body() _body: NoFieldsDto,
    @Req() request: Request,
  ): Promise<StartedExecutionDto> {
    return this.start(user, { registryId }, request);
  }

  @Post(':execution_id/rerun')
  @HttpCode(HttpStatus.OK)
  @Starts()
  @ApiOperation({
    summary: 'Repeat an execution',
    description:
      'The same revision with the same inputs, byte for byte, also when the workflow or a catalogue has changed since; or with the inputs that are given.',
  })
  @ApiNumber('execution_id')
  async rerunExecution(
    @CurrentUser() user: Principal,
    @Param('execution_id', NumberPipe) executionId: number,
    @Body() _body: NoFieldsDto,
    @Req() request: Request,
  ): Promise<StartedExecutionDto> {
    return this.start(user, { executionId }, request);
  }

  private async start(
    user: Principal,
    subject: Pick<StartExecution, 'registryId'> | Pick<RepeatExecution, 'executionId'>,
    request: Request,
  ): Promise<StartedExecutionDto> {
    const { documents, files } = uploadsOf(request);
    const command = { ...subject, job: documents['input_file'], files };
    const what = 'executionId' in command ? `rerun ${command.executionId}` : `execute ${command.registryId}`;
    const how = idempotentRequest(request.header('idempotency-key'), { ...command, what });
    const execution = await this.starter.start(user, command, { ...how, respondAsync: prefersAsync(request.header('prefer')) });
    return toStartedDto({ execution, ownerName: await this.details.ownerOf(execution) });
  }
}

/** RFC 7240: a list of preferences, each perhaps with parameters. */
function prefersAsync(prefer: string | undefined): boolean {
  return (prefer ?? '').split(',').some((preference) => preference.split(';')[0]?.trim().toLowerCase() === 'respond-async');
}
