import { Controller, Get, Param, Res, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Authenticated } from '../auth/authenticated.decorator';
import { CurrentUser } from '../auth/current-user.decorator';
import { Permission } from '../auth/permission';
import type { Principal } from '../auth/principal';
import { ApiNumber } from '../common/http/api-number.decorator';
import { attachmentHeaders } from '../common/http/attachment';
import { ApiFailures, Enveloped } from '../common/http/envelope';
import { EnvelopedItems } from '../common/http/list-description';
import { NumberPipe } from '../common/http/number.pipe';
import { RevisionItemDto, WorkflowDto } from './dto/workflow.dto';
import { WorkflowDetailService } from './workflow-detail.service';
import { toRevisionItemDto, toWorkflowDto } from './workflow.mapper';

/** What an entry was and holds: its revisions, and the files of the current one. */
@ApiTags('registry')
@ApiNumber('registry_id')
@Controller('workflow_registry/:registry_id')
export class RevisionController {
  constructor(private readonly details: WorkflowDetailService) {}

  @Get('revisions')
  @Authenticated(Permission.WorkflowRead)
  @ApiOperation({ summary: 'The revisions of a workflow, oldest first' })
  @EnvelopedItems(RevisionItemDto, 'Revisions retrieved successfully')
  @ApiFailures(400, 401, 403, 404)
  async listRevisions(
    @CurrentUser() user: Principal,
    @Param('registry_id', NumberPipe) registryId: number,
  ): Promise<RevisionItemDto[]> {
    const revisions = await this.details.listRevisions(user, registryId);
    return revisions.map(({ revision, authorName }) => toRevisionItemDto(revision, authorName));
  }

  @Get('revisions/:revision')
  @Authenticated(Permission.WorkflowRead)
  @ApiOperation({ summary: 'A workflow as it was at one of its revisions' })
  @ApiNumber('revision')
  @Enveloped(WorkflowDto, 'Revision retrieved successfully')
  @ApiFailures(400, 401, 403, 404)
  async getRevision(
    @CurrentUser() user: Principal,
    @Param('registry_id', NumberPipe) registryId: number,
    @Param('revision', NumberPipe) revision: number,
  ): Promise<WorkflowDto> {
    return toWorkflowDto(await this.details.require(user, registryId, revision));
  }

  @Get('files/*path')
  @Authenticated(Permission.WorkflowRead)
  @ApiOperation({ summary: 'One attached file of the current revision' })
  @ApiParam({ name: 'path', description: 'Path as it was attached; "/" may stand for itself.' })
  @ApiProduces('application/octet-stream')
  @ApiOkResponse({ description: 'The file', schema: { type: 'string', format: 'binary' } })
  @ApiFailures(400, 401, 403, 404)
  async getWorkflowFile(
    @CurrentUser() user: Principal,
    @Param('registry_id', NumberPipe) registryId: number,
    @Param('path') path: string | string[],
    @Res({ passthrough: true }) response: Response,
  ): Promise<StreamableFile> {
    const { file, body } = await this.details.openFile(user, registryId, Array.isArray(path) ? path.join('/') : path);
    response.set(attachmentHeaders(file.path));
    return new StreamableFile(body, { length: file.size });
  }
}
