import { Controller, Get, Param } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Authenticated } from '../auth/authenticated.decorator';
import { CurrentUser } from '../auth/current-user.decorator';
import { Permission } from '../auth/permission';
import type { Principal } from '../auth/principal';
import { ApiNumber } from '../common/http/api-number.decorator';
import { ApiFailures, Enveloped } from '../common/http/envelope';
import { NumberPipe } from '../common/http/number.pipe';
import { ExecutionEnvironmentDto } from './dto/execution-environment.dto';
import { ExecutionStepDto } from './dto/execution-step.dto';
import { ExecutionEnvironmentService } from './execution-environment.service';
import { toExecutionEnvironmentDto } from './execution-environment.mapper';
import { ExecutionStepService } from './execution-step.service';
import { toExecutionStepDto } from './execution-step.mapper';
import { StepNamePipe } from './step-name.pipe';

/** What ran, and where. */
@ApiTags('execution')
@ApiNumber('execution_id')
@Controller('workflow_execution/:execution_id')
export class ExecutionStepController {
  constructor(
    private readonly steps: ExecutionStepService,
    private readonly environments: ExecutionEnvironmentService,
  ) {}

  @Get('steps/:step')
  @Authenticated(Permission.ExecutionRead)
  @ApiOperation({ summary: 'One step with all that was measured of it' })
  @ApiParam({
    name: 'step',
    schema: { type: 'string', maxLength: 255 },
    description: 'Name of the step, with `/` as `%2F`; or its number.',
    example: 'summarize',
  })
  @Enveloped(ExecutionStepDto, 'Step retrieved successfully')
  @ApiFailures(400, 401, 403, 404)
  async getExecutionStep(
    @CurrentUser() user: Principal,
    @Param('execution_id', NumberPipe) executionId: number,
    @Param('step', StepNamePipe) step: string,
  ): Promise<ExecutionStepDto> {
    return toExecutionStepDto(await this.steps.require(user, executionId, step));
  }

  @Get('environment')
  @Authenticated(Permission.ExecutionRead)
  @ApiOperation({ summary: 'Where an execution ran: engine, REANA, images and machines' })
  @Enveloped(ExecutionEnvironmentDto, 'Environment retrieved successfully')
  @ApiFailures(400, 401, 403, 404)
  async getExecutionEnvironment(
    @CurrentUser() user: Principal,
    @Param('execution_id', NumberPipe) executionId: number,
  ): Promise<ExecutionEnvironmentDto> {
    return toExecutionEnvironmentDto(await this.environments.require(user, executionId));
  }
}
