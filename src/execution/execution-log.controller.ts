import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiOperation, ApiTags, getSchemaPath } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Authenticated } from '../auth/authenticated.decorator';
import { CurrentUser } from '../auth/current-user.decorator';
import { Permission } from '../auth/permission';
import type { Principal } from '../auth/principal';
import { ApiNumber } from '../common/http/api-number.decorator';
import { attachmentHeaders } from '../common/http/attachment';
import { ApiFailures, EnvelopeDto } from '../common/http/envelope';
import { NumberPipe } from '../common/http/number.pipe';
import { sendPieces } from '../common/http/streamed-answer';
import { JobLogDto } from './dto/execution.dto';
import { LogPartDto } from './dto/execution-log.dto';
import { ExecutionLogService } from './execution-log.service';
import { toLogJson, toLogText } from './execution-log.mapper';

const LOGS = { type: 'object', additionalProperties: { $ref: getSchemaPath(JobLogDto) } };
const ANSWERS = {
  'application/json': { schema: { allOf: [{ $ref: getSchemaPath(EnvelopeDto) }, { properties: { data: LOGS } }] } },
  'text/plain': { schema: { type: 'string' } },
};

@ApiTags('execution')
@Controller('workflow_execution')
export class ExecutionLogController {
  constructor(private readonly logs: ExecutionLogService) {}

  @Get(':execution_id/logs')
  @Authenticated(Permission.ExecutionRead)
  @ApiOperation({
    summary: 'The logs of an execution',
    description: 'An object keyed by the name of the job. REANA has the log of a job when the job has ended.',
  })
  @ApiNumber('execution_id')
  @ApiExtraModels(EnvelopeDto, JobLogDto)
  @ApiOkResponse({ content: ANSWERS, description: 'Logs retrieved successfully' })
  @ApiFailures(400, 401, 403, 404, 503)
  async getExecutionLogs(
    @CurrentUser() user: Principal,
    @Param('execution_id', NumberPipe) executionId: number,
    @Query() { step, tail, format }: LogPartDto,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const logs = await this.logs.logsOf(user, executionId, { step, tail });
    const asked = format ?? (request.accepts(['application/json', 'text/plain']) === 'text/plain' ? 'text' : 'json');
    const headers =
      asked === 'text'
        ? attachmentHeaders(`logs-${executionId}.txt`, 'text/plain; charset=utf-8')
        : { 'content-type': 'application/json; charset=utf-8' };
    const pieces = asked === 'text' ? toLogText(logs) : toLogJson('Logs retrieved successfully', logs);
    await sendPieces({ response }, { ...headers, vary: 'Accept' }, pieces);
  }
}
