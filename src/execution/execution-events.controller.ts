import { Controller, Get, Headers, Param, Query, Res } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import type { Response } from 'express';
import { Authenticated } from '../auth/authenticated.decorator';
import { CurrentUser } from '../auth/current-user.decorator';
import { Permission } from '../auth/permission';
import type { Principal } from '../auth/principal';
import { InvalidInputError } from '../common/errors/domain-error';
import { ApiNumber } from '../common/http/api-number.decorator';
import { ApiFailures } from '../common/http/envelope';
import { NumberPipe } from '../common/http/number.pipe';
import { ExecutionStateDto, FollowExecutionDto, StepStateDto } from './dto/execution-event.dto';
import { sendEvents } from './events/event-stream';
import { ExecutionEvents } from './execution-events.service';

const EXAMPLE = [
  'retry: 2000\n\n',
  'id: 41\nevent: state\ndata: {"execution_id":7,"status":"running", ...}\n\n',
  'id: 42\nevent: step\ndata: {"step_id":12,"name":"summarize","status":"finished","exit_code":0, ...}\n\n',
].join('');

/** What happens to an execution, while it happens. */
@ApiTags('execution')
@Controller('workflow_execution')
export class ExecutionEventsController {
  constructor(private readonly events: ExecutionEvents) {}

  @Get(':execution_id/events')
  @Authenticated(Permission.ExecutionRead)
  @ApiOperation({
    summary: 'Follow an execution',
    description:
      'Server-Sent Events: all that has happened to the execution, then what happens. `state` carries an ExecutionStateDto, `step` a StepStateDto; ' +
      '`end` repeats the last state, and nothing comes after it. A connection that ends without it is to be opened again with Last-Event-ID; ' +
      'the service itself ends it after an hour, and when it is restarted. A comment comes every 15 s.',
  })
  @ApiNumber('execution_id')
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'The last event that the client has; only later ones are sent.',
    schema: { type: 'string', pattern: '^\\d{1,15}$' },
  })
  @ApiExtraModels(ExecutionStateDto, StepStateDto)
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ description: 'The events', schema: { type: 'string', example: EXAMPLE } })
  @ApiNoContentResponse({ description: 'The execution has ended, and the client has all of its events' })
  @ApiFailures(400, 401, 403, 404, 429, 503)
  async followExecution(
    @CurrentUser() user: Principal,
    @Param('execution_id', NumberPipe) executionId: number,
    @Query() query: FollowExecutionDto,
    @Headers('last-event-id') header: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    const lastEventId = numberOf(header) ?? query.last_event_id ?? null;
    const stream = await this.events.follow(user, executionId, lastEventId);
    if (stream === null) response.status(204).end();
    else await sendEvents(response, stream);
  }
}

/** A client that has no event yet may send an empty header. */
function numberOf(header = ''): number | null {
  if (header === '') return null;
  if (!/^\d{1,15}$/.test(header)) throw new InvalidInputError('Last-Event-ID must be the number of an event, such as 17.');
  return Number(header);
}
