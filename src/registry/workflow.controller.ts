import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  HttpStatus,
  Param,
  Post,
  Put,
  Query,
  Req,
  Res,
  UseInterceptors,
} from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Authenticated } from '../auth/authenticated.decorator';
import { CurrentUser } from '../auth/current-user.decorator';
import { Permission } from '../auth/permission';
import type { Principal } from '../auth/principal';
import { ApiNumber } from '../common/http/api-number.decorator';
import { ApiFailures, Enveloped } from '../common/http/envelope';
import { sendList } from '../common/http/list-answer';
import { EnvelopedList } from '../common/http/list-description';
import { Parameters, TakesQuery } from '../common/http/parameters.decorator';
import { NoFieldsDto } from '../common/http/no-fields.dto';
import { NumberPipe } from '../common/http/number.pipe';
import { ReceiveUploads, uploadsOf } from '../common/http/upload';
import { ValidationDto } from './dto/validation.dto';
import { ListWorkflowsDto, RegisterWorkflowDto, UpdateWorkflowDto } from './dto/workflow-parameters.dto';
import { DeletedWorkflowDto, RegisteredWorkflowDto, WorkflowDto, WorkflowItemDto } from './dto/workflow.dto';
import { WorkflowDetailService } from './workflow-detail.service';
import { WorkflowListService } from './workflow-list.service';
import { toItemDto, toListedItemDto, toValidationDto, toWorkflowDto } from './workflow.mapper';
import { WorkflowService } from './workflow.service';

const SPEC = {
  type: 'string',
  format: 'binary',
  description:
    'The CWL document (v1.0 to v1.2). `valueFromPlatform: "{{URL}}"` on a File input of the main workflow names an entry of a catalogue, or an output of an earlier execution.',
};
const JOB = {
  type: 'string',
  format: 'binary',
  description:
    'The job file (YAML or JSON) with the values of the inputs. The location of a File is the path of an attached file, an http(s) URL, or an output of an earlier execution: `reprov:execution/7/outputs/chart.svg`.',
};
const FILES = {
  type: 'array',
  items: { type: 'string', format: 'binary' },
  description: 'Data and tool files; the file name of each part is its path, such as data/a.csv.',
};
const NAME = { type: 'string', minLength: 1, maxLength: 128, pattern: '\\S' };
const VERSION = { type: 'string', pattern: '^[0-9A-Za-z][0-9A-Za-z._-]{0,31}$' };
const ELSEWHERE = { description: 'Here, or as a query parameter.' };
const TEXTS = { name: { ...NAME, ...ELSEWHERE }, version: { ...VERSION, ...ELSEWHERE } };
const DOCUMENTS = { spec_file: SPEC, input_file: JOB, files: FILES };

@ApiTags('registry')
@Controller('workflow_registry')
export class WorkflowController {
  constructor(
    private readonly workflows: WorkflowService,
    private readonly lists: WorkflowListService,
    private readonly details: WorkflowDetailService,
  ) {}

  @Get()
  @Authenticated(Permission.WorkflowRead)
  @ApiOperation({ summary: 'List the workflows of your group', description: 'Complete when neither page nor size is given.' })
  @EnvelopedList(WorkflowItemDto, 'Workflows retrieved successfully')
  @ApiFailures(400, 401, 403)
  async listWorkflows(
    @CurrentUser() user: Principal,
    @Query() query: ListWorkflowsDto,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const list = await this.lists.list(user, query);
    await sendList({ request, response }, 'Workflows retrieved successfully', list, ({ row, owner }) =>
      toListedItemDto(row, owner?.username ?? ''),
    );
  }

  @Post('register')
  @HttpCode(HttpStatus.OK)
  @TakesQuery()
  @Authenticated(Permission.WorkflowRegister)
  @UseInterceptors(ReceiveUploads('spec_file', 'input_file'))
  @ApiOperation({ summary: 'Register a workflow', description: 'Name and version in the query or in the form.' })
  @ApiQuery({ name: 'name', required: false, schema: NAME })
  @ApiQuery({ name: 'version', required: false, schema: VERSION })
  @ApiConsumes('multipart/form-data')
  @ApiBody({
    schema: { type: 'object', additionalProperties: false, required: ['spec_file'], properties: { ...TEXTS, ...DOCUMENTS } },
  })
  @Enveloped(RegisteredWorkflowDto, 'Workflow successfully registered')
  @ApiFailures(400, 401, 403, 413)
  async registerWorkflow(
    @CurrentUser() user: Principal,
    @Parameters() body: RegisterWorkflowDto,
    @Req() request: Request,
  ): Promise<RegisteredWorkflowDto> {
    const { workflow, warnings } = await this.workflows.register(user, body, uploadsOf(request));
    return { ...toItemDto(workflow, user.username), warnings: [...warnings] };
  }

  @Post('validate')
  @HttpCode(HttpStatus.OK)
  @Authenticated(Permission.WorkflowRead)
  @UseInterceptors(ReceiveUploads('spec_file', 'input_file'))
  @ApiOperation({
    summary: 'Check a workflow without registering it',
    description: 'The same checks as register; nothing is stored.',
  })
  @ApiConsumes('multipart/form-data')
  @ApiBody({ schema: { type: 'object', additionalProperties: false, required: ['spec_file'], properties: DOCUMENTS } })
  @Enveloped(ValidationDto, 'Workflow checked')
  @ApiFailures(400, 401, 403, 413)
  async validateWorkflow(@Req() request: Request, @Body() _body: NoFieldsDto): Promise<ValidationDto> {
    return toValidationDto(await this.workflows.validate(uploadsOf(request)));
  }

  @Put('update/:registry_id')
  @TakesQuery()
  @Authenticated(Permission.WorkflowUpdate)
  @UseInterceptors(ReceiveUploads('spec_file', 'input_file'))
  @ApiOperation({
    summary: 'Update a workflow',
    description: 'Only what is given changes; an empty input_file removes it, files replaces all files. Makes a new revision.',
  })
  @ApiNumber('registry_id')
  @ApiQuery({ name: 'name', required: false, schema: NAME })
  @ApiQuery({ name: 'version', required: false, schema: VERSION })
  @ApiConsumes('multipart/form-data')
  @ApiBody({ schema: { type: 'object', additionalProperties: false, properties: { ...TEXTS, ...DOCUMENTS } } })
  @Enveloped(RegisteredWorkflowDto, 'Workflow successfully updated')
  @ApiFailures(400, 401, 403, 404, 409, 413)
  async updateWorkflow(
    @CurrentUser() user: Principal,
    @Param('registry_id', NumberPipe) registryId: number,
    @Parameters() body: UpdateWorkflowDto,
    @Req() request: Request,
  ): Promise<RegisteredWorkflowDto> {
    const { workflow, warnings } = await this.workflows.update(user, registryId, body, uploadsOf(request));
    return { ...toItemDto(workflow, await this.details.nameOf(workflow.ownerId)), warnings: [...warnings] };
  }

  @Delete('delete/:registry_id')
  @Authenticated(Permission.WorkflowDelete)
  @ApiOperation({ summary: 'Delete a workflow', description: 'Hides it and frees its name and version; its executions stay.' })
  @ApiNumber('registry_id')
  @Enveloped(DeletedWorkflowDto, 'Workflow successfully deleted')
  @ApiFailures(400, 401, 403, 404)
  async deleteWorkflow(
    @CurrentUser() user: Principal,
    @Param('registry_id', NumberPipe) registryId: number,
  ): Promise<DeletedWorkflowDto> {
    await this.workflows.delete(user, registryId);
    return { registry_id: registryId };
  }

  @Get(':registry_id')
  @Authenticated(Permission.WorkflowRead)
  @ApiOperation({ summary: 'One workflow with its documents and files' })
  @ApiNumber('registry_id')
  @Enveloped(WorkflowDto, 'Workflow retrieved successfully')
  @ApiFailures(400, 401, 403, 404)
  async getWorkflow(@CurrentUser() user: Principal, @Param('registry_id', NumberPipe) registryId: number): Promise<WorkflowDto> {
    return toWorkflowDto(await this.details.require(user, registryId));
  }
}
