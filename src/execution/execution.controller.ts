import { Controller, Get, HttpCode, HttpStatus, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Authenticated } from '../auth/authenticated.decorator';
import { CurrentUser } from '../auth/current-user.decorator';
import { Permission } from '../auth/permission';
import type { Principal } from '../auth/principal';
import { ApiNumber } from '../common/http/api-number.decorator';
import { ApiFailures, Enveloped } from '../common/http/envelope';
import { sendList } from '../common/http/list-answer';
import { EnvelopedList } from '../common/http/list-description';
import { NumberPipe } from '../common/http/number.pipe';
import { JSON_ANSWER, sendPieces } from '../common/http/streamed-answer';
import { ExecutionDto, ExecutionItemDto } from './dto/execution.dto';
import { ListExecutionsDto } from './dto/execution-parameters.dto';
import { ExecutionDetailService } from './execution-detail.service';
import { ExecutionListService } from './execution-list.service';
import { toExecutionJson, toListedItemDto } from './execution.mapper';
import { ExecutionStopService } from './execution-stop.service';

const LISTED = 'Executions retrieved successfully';
const STOPPING = 'The execution is being stopped';
const FOUND = 'Execution retrieved successfully';

@ApiTags('execution')
@Controller('workflow_execution')
export class ExecutionController {
  constructor(
    private readonly stopping: ExecutionStopService,
    private readonly lists: ExecutionListService,
    private readonly details: ExecutionDetailService,
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

  @Post(':execution_id/stop')
  @HttpCode(HttpStatus.OK)
  @Authenticated(Permission.ExecutionStop)
  @ApiOperation({ summary: 'Stop an execution', description: 'Its owner, or an administrator of its group.' })
  @ApiNumber('execution_id')
  @Enveloped(ExecutionDto, STOPPING)
  @ApiFailures(400, 401, 403, 404, 409)
  async stopExecution(
    @CurrentUser() user: Principal,
    @Param('execution_id', NumberPipe) executionId: number,
    @Res() response: Response,
  ): Promise<void> {
    const detail = await this.details.of(await this.stopping.stop(user, executionId));
    await sendPieces({ response }, JSON_ANSWER, toExecutionJson(STOPPING, detail));
  }

  @Get(':execution_id')
  @Authenticated(Permission.ExecutionRead)
  @ApiOperation({ summary: 'One execution with its steps' })
  @ApiNumber('execution_id')
  @Enveloped(ExecutionDto, FOUND)
  @ApiFailures(400, 401, 403, 404)
  async getExecution(
    @CurrentUser() user: Principal,
    @Param('execution_id', NumberPipe) executionId: number,
    @Res() response: Response,
  ): Promise<void> {
    const detail = await this.details.require(user, executionId);
    await sendPieces({ response }, JSON_ANSWER, toExecutionJson(FOUND, detail));
  }
}
