import { Controller, Delete } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { Authenticated } from '../auth/authenticated.decorator';
import { CurrentUser } from '../auth/current-user.decorator';
import { Permission } from '../auth/permission';
import type { Principal } from '../auth/principal';
import { ApiFailures } from '../common/http/envelope';
import { Parameters, TakesQuery } from '../common/http/parameters.decorator';
import { REANA_NAME } from '../common/http/run-address.dto';
import { DeleteExecutionsDto, LARGEST_ID } from './dto/execution-parameters.dto';
import { EnvelopedSchema } from './enveloped-schema.decorator';
import { OneAddressError } from './execution.errors';
import { ExecutionDeletionService } from './execution-deletion.service';

@ApiTags('execution')
@Controller('workflow_execution/delete')
export class ExecutionDeletionController {
  constructor(private readonly deletion: ExecutionDeletionService) {}

  @Delete()
  @TakesQuery()
  @Authenticated(Permission.ExecutionDelete)
  @ApiOperation({
    summary: 'Delete executions with their runs at REANA',
    description: 'All of a workflow, or all of a name at REANA; running ones are stopped first. Answers the ids at REANA.',
  })
  @ApiQuery({ name: 'registry_id', required: false, schema: { type: 'integer', minimum: 1, maximum: LARGEST_ID } })
  @ApiQuery({ name: 'reana_name', required: false, schema: { type: 'string', pattern: REANA_NAME.source } })
  @EnvelopedSchema({ type: 'array', items: { type: 'string', format: 'uuid' } }, 'Executions successfully deleted')
  @ApiFailures(400, 401, 403, 404, 503)
  async deleteExecutions(
    @CurrentUser() user: Principal,
    @Parameters() { registry_id: registryId, reana_name: reanaName }: DeleteExecutionsDto,
  ): Promise<string[]> {
    if (registryId !== undefined && reanaName === undefined) return this.deletion.delete(user, { registryId });
    if (reanaName !== undefined && registryId === undefined) return this.deletion.delete(user, { reanaName });
    throw new OneAddressError();
  }
}
