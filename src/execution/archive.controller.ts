import { applyDecorators, Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Authenticated } from '../auth/authenticated.decorator';
import { CurrentUser } from '../auth/current-user.decorator';
import { Permission } from '../auth/permission';
import type { Principal } from '../auth/principal';
import { ApiNumber } from '../common/http/api-number.decorator';
import { ApiFailures } from '../common/http/envelope';
import { NumberPipe } from '../common/http/number.pipe';
import { RunAddressQuery } from '../common/http/run-address.dto';
import { Parameters } from '../common/http/parameters.decorator';
import { ArchiveService } from './archive.service';
import { PartialDto, PartialOfRunDto } from './dto/execution-parameters.dto';
import { sendZip } from './zip-answer';

const Zip = () =>
  applyDecorators(
    ApiProduces('application/zip'),
    ApiOkResponse({ description: 'The archive', schema: { type: 'string', format: 'binary' } }),
    ApiFailures(400, 401, 403, 404, 409, 410, 503),
  );
const RunQuery = () =>
  applyDecorators(RunAddressQuery(), ApiQuery({ name: 'partial', required: false, schema: { type: 'boolean' } }));

/** What executions took and made, as zip archives. */
@ApiTags('execution')
@Controller('workflow_execution')
export class ArchiveController {
  constructor(private readonly archives: ArchiveService) {}

  @Get('inputs')
  @RunQuery()
  @Authenticated(Permission.ExecutionRead)
  @ApiOperation({ summary: 'The inputs of a run at REANA', description: 'inputs.json and the files under their paths.' })
  @Zip()
  async getRunInputs(
    @CurrentUser() user: Principal,
    @Parameters() run: PartialOfRunDto,
    @Res() response: Response,
  ): Promise<void> {
    await sendZip(response, await this.archives.inputs(user, addressOf(run), run.partial ?? false));
  }

  @Get('inputs/:execution_id')
  @Authenticated(Permission.ExecutionRead)
  @ApiOperation({ summary: 'The inputs of an execution', description: 'inputs.json and the files under their paths.' })
  @ApiNumber('execution_id')
  @Zip()
  async getExecutionInputs(
    @CurrentUser() user: Principal,
    @Param('execution_id', NumberPipe) executionId: number,
    @Query() { partial }: PartialDto,
    @Res() response: Response,
  ): Promise<void> {
    await sendZip(response, await this.archives.inputs(user, { executionId }, partial ?? false));
  }

  @Get('outputs')
  @RunQuery()
  @Authenticated(Permission.ExecutionRead)
  @ApiOperation({ summary: 'The outputs of a run at REANA', description: 'The content of its folder outputs.' })
  @Zip()
  async getRunOutputs(
    @CurrentUser() user: Principal,
    @Parameters() run: PartialOfRunDto,
    @Res() response: Response,
  ): Promise<void> {
    await sendZip(response, await this.archives.outputs(user, addressOf(run), run.partial ?? false));
  }

  @Get('outputs/:execution_id')
  @Authenticated(Permission.ExecutionRead)
  @ApiOperation({ summary: 'The outputs of an execution', description: 'The content of its folder outputs.' })
  @ApiNumber('execution_id')
  @Zip()
  async getExecutionOutputs(
    @CurrentUser() user: Principal,
    @Param('execution_id', NumberPipe) executionId: number,
    @Query() { partial }: PartialDto,
    @Res() response: Response,
  ): Promise<void> {
    await sendZip(response, await this.archives.outputs(user, { executionId }, partial ?? false));
  }
}

function addressOf({ reana_name: reanaName, reana_run_number: reanaRunNumber }: PartialOfRunDto) {
  return { reanaName, reanaRunNumber };
}
