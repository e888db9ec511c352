import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiResponse,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Authenticated } from '../auth/authenticated.decorator';
import { CurrentUser } from '../auth/current-user.decorator';
import { Permission } from '../auth/permission';
import type { Principal } from '../auth/principal';
import { ApiNumber } from '../common/http/api-number.decorator';
import { ApiFailures, EnvelopeDto } from '../common/http/envelope';
import { sendFetchedFile, sendStoredFile } from '../common/http/file-answer';
import { NumberPipe } from '../common/http/number.pipe';
import { JSON_ANSWER, sendPieces } from '../common/http/streamed-answer';
import { ExecutionFilesDto } from './dto/execution-file.dto';
import { ExecutionFilesService } from './execution-files.service';
import { toFilesJson } from './execution-files.mapper';

const LISTED = 'Files retrieved successfully';
const BYTES = { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } } as const;
const DATA = { properties: { data: { $ref: getSchemaPath(ExecutionFilesDto) } } };
const text = { required: false, schema: { type: 'string' } } as const;

/** What an execution took and made, file by file. */
@ApiTags('execution')
@ApiNumber('execution_id')
@Controller('workflow_execution/:execution_id/files')
export class ExecutionFilesController {
  constructor(private readonly files: ExecutionFilesService) {}

  @Get()
  @Authenticated(Permission.ExecutionRead)
  @ApiOperation({
    summary: 'The files that an execution took and made',
    description: 'While the run goes on, the outputs that lie in its workspace at REANA now.',
  })
  @ApiExtraModels(EnvelopeDto, ExecutionFilesDto)
  @ApiOkResponse({ schema: { allOf: [{ $ref: getSchemaPath(EnvelopeDto) }, DATA] }, description: LISTED })
  @ApiFailures(400, 401, 403, 404, 503)
  async listExecutionFiles(
    @CurrentUser() user: Principal,
    @Param('execution_id', NumberPipe) executionId: number,
    @Res() response: Response,
  ): Promise<void> {
    await sendPieces({ response }, JSON_ANSWER, toFilesJson(LISTED, await this.files.list(user, executionId)));
  }

  @Get('*path')
  @Authenticated(Permission.ExecutionRead)
  @ApiOperation({
    summary: 'One file that an execution took or made',
    description:
      'A file that is kept here comes in parts when asked (Range) and has its sha256 as ETag. One that is only at REANA comes whole, and is gone (410) with its workspace there.',
  })
  @ApiParam({
    name: 'path',
    schema: { type: 'string', maxLength: 4096 },
    description: 'Path in the workspace; "/" may stand for itself.',
    example: 'outputs/chart.svg',
  })
  @ApiHeader({ ...text, name: 'Range', description: 'Part of the file.', example: 'bytes=0-1023' })
  @ApiHeader({ ...text, name: 'If-Range', description: 'The ETag of the file of which a part is wanted.' })
  @ApiHeader({ ...text, name: 'If-Match', description: 'ETags; 412 when the file has none of them.' })
  @ApiHeader({ ...text, name: 'If-None-Match', description: 'ETags; 304 when the file has one of them.' })
  @ApiOkResponse({ description: 'The file', content: BYTES })
  @ApiResponse({ status: 206, description: 'The part of the file', content: BYTES })
  @ApiResponse({ status: 304, description: 'The file is known already' })
  @ApiFailures(400, 401, 403, 404, 410, 412, 416, 503)
  async getExecutionFile(
    @CurrentUser() user: Principal,
    @Param('execution_id', NumberPipe) executionId: number,
    @Param('path') path: string | string[],
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const file = await this.files.find(user, executionId, Array.isArray(path) ? path.join('/') : path);
    if (file.kind === 'stored') await sendStoredFile(response, file);
    else await sendFetchedFile(request, response, file);
  }
}
