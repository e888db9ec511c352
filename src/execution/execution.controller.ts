import {
  Body,
  Controller,
  Get,
  Headers,
  HttpCode,
  HttpStatus,
  Param,
  Post,
  Query,
  Req,
  Res,
  UseInterceptors,
} from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiHeader, ApiOperation, ApiTags, getSchemaPath } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Authenticated } from '../auth/authenticated.decorator';
import { CurrentUser } from '../auth/current-user.decorator';
import { Permission } from '../auth/permission';
import type { Principal } from '../auth/principal';
import { ApiNumber } from '../common/http/api-number.decorator';
import { ApiFailures, Enveloped } from '../common/http/envelope';
import { sendList } from '../common/http/list-answer';
import { EnvelopedList } from '../common/http/list-description';
import { NoFieldsDto } from '../common/http/no-fields.dto';
import { NumberPipe } from '../common/http/number.pipe';
import { ReceiveUploads, uploadsOf } from '../common/http/upload';
import { ExecutionDto, ExecutionItemDto, JobLogDto, StartedExecutionDto } from './dto/execution.dto';
import { ListExecutionsDto } from './dto/execution-parameters.dto';
import { EnvelopedSchema } from './enveloped-schema.decorator';
import { ExecutionDetailService } from './execution-detail.service';
import { ExecutionListService } from './execution-list.service';
import { ExecutionLogService } from './execution-log.service';
import { toExecutionDto, toListedItemDto, toLogsDto, toStartedDto } from './execution.mapper';
import { ExecutionStarter } from './execution-starter.service';
import { ExecutionStopService } from './execution-stop.service';

const LISTED = 'Executions retrieved successfully';
const INPUT_FILE = { type: 'string', format: 'binary', description: 'A job file in place of the registered one.' };
const FILES = {
  type: 'array',
  items: { type: 'string', format: 'binary' },
  description: 'Files laid over the registered ones; the file name of each part is its path, such as data/a.csv.',
};

@ApiTags('execution')
@Controller('workflow_execution')
export class ExecutionController {
  constructor(
    private readonly starter: ExecutionStarter,
    private readonly stopping: ExecutionStopService,
    private readonly lists: ExecutionListService,
    private readonly details: ExecutionDetailService,
    private readonly logs: ExecutionLogService,
  ) {}

  @Get()
  @Authenticated(Permission.ExecutionRead)
  @ApiOperation({ summary: 'List the executions of your group', description: 'Complete when neither page nor size is given.' })
  @EnvelopedList(ExecutionItemDto, LISTED)
  @ApiFailures(400, 401, 403)
  async listExecutions(
    @CurrentUser() user: Principal,
    @Query() query: ListExecutionsDto,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await sendList({ request, response }, LISTED, await this.lists.list(user, query), toListedItemDto);
  }

  @Post('execute/:registry_id')
  @HttpCode(HttpStatus.OK)
  @Authenticated(Permission.ExecutionStart)
  @UseInterceptors(ReceiveUploads('input_file'))
  @ApiOperation({
    summary: 'Execute a workflow',
    description:
      'The answer waits a little until the run is created at REANA. When it is not yet, reana_run_number is null, and the execution goes on.',
  })
  @ApiNumber('registry_id')
  @ApiHeader({ name: 'Prefer', required: false, description: '`respond-async`: answer at once.', schema: { type: 'string' } })
  @ApiConsumes('multipart/form-data')
  @ApiBody({ required: false, schema: { type: 'object', properties: { input_file: INPUT_FILE, files: FILES } } })
  @Enveloped(StartedExecutionDto, 'New workflow started')
  @ApiFailures(400, 401, 403, 404, 409, 413, 503)
  async executeWorkflow(
    @CurrentUser() user: Principal,
    @Param('registry_id', NumberPipe) registryId: number,
    @Body() _body: NoFieldsDto,
    @Headers('prefer') prefer: string | undefined,
    @Req() request: Request,
  ): Promise<StartedExecutionDto> {
    const { documents, files } = uploadsOf(request);
    const command = { registryId, job: documents['input_file'], files };
    const execution = await this.starter.start(user, command, prefersAsync(prefer));
    return toStartedDto({ execution, ownerName: await this.details.ownerOf(execution) });
  }

  @Post(':execution_id/stop')
  @HttpCode(HttpStatus.OK)
  @Authenticated(Permission.ExecutionStop)
  @ApiOperation({ summary: 'Stop an execution', description: 'Its owner, or an administrator of its group.' })
  @ApiNumber('execution_id')
  @Enveloped(ExecutionDto, 'The execution is being stopped')
  @ApiFailures(400, 401, 403, 404, 409)
  async stopExecution(
    @CurrentUser() user: Principal,
    @Param('execution_id', NumberPipe) executionId: number,
  ): Promise<ExecutionDto> {
    return toExecutionDto(await this.details.of(await this.stopping.stop(user, executionId)));
  }

  @Get(':execution_id/logs')
  @Authenticated(Permission.ExecutionRead)
  @ApiOperation({ summary: 'The logs of an execution', description: 'An object keyed by the name of the job.' })
  @ApiNumber('execution_id')
  @EnvelopedSchema(
    { type: 'object', additionalProperties: { $ref: getSchemaPath(JobLogDto) } },
    'Logs retrieved successfully',
    JobLogDto,
  )
  @ApiFailures(400, 401, 403, 404, 503)
  async getExecutionLogs(
    @CurrentUser() user: Principal,
    @Param('execution_id', NumberPipe) executionId: number,
  ): Promise<Record<string, JobLogDto>> {
    return toLogsDto(await this.logs.logsOf(user, executionId));
  }

  @Get(':execution_id')
  @Authenticated(Permission.ExecutionRead)
  @ApiOperation({ summary: 'One execution with its steps' })
  @ApiNumber('execution_id')
  @Enveloped(ExecutionDto, 'Execution retrieved successfully')
  @ApiFailures(400, 401, 403, 404)
  async getExecution(
    @CurrentUser() user: Principal,
    @Param('execution_id', NumberPipe) executionId: number,
  ): Promise<ExecutionDto> {
    return toExecutionDto(await this.details.require(user, executionId));
  }
}

/** RFC 7240: a list of preferences, each perhaps with parameters. */
function prefersAsync(prefer: string | undefined): boolean {
  return (prefer ?? '').split(',').some((preference) => preference.split(';')[0]?.trim().toLowerCase() === 'respond-async');
}
