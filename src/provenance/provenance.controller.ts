import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Authenticated } from '../auth/authenticated.decorator';
import { CurrentUser } from '../auth/current-user.decorator';
import { Permission } from '../auth/permission';
import type { Principal } from '../auth/principal';
import { ApiNumber } from '../common/http/api-number.decorator';
import { ApiFailures, Enveloped } from '../common/http/envelope';
import { NumberPipe } from '../common/http/number.pipe';
import { RunAddressDto, RunAddressQuery } from '../common/http/run-address.dto';
import { Parameters } from '../common/http/parameters.decorator';
import type { ProvFormat } from '../prov';
import { CaptureService } from './capture.service';
import { ExportDto } from './dto/export.dto';
import { PictureDto, PictureOfRunDto } from './dto/picture.dto';
import { SealDto } from './dto/seal.dto';
import { PictureFormat, type PictureWish } from './picture/picture-format';
import { PictureDetail } from './picture/run-view';
import { PictureService } from './picture.service';
import { toSealDto } from './provenance.mapper';
import { RecordService } from './record.service';
import type { RunRecord } from './run-record';
import { sendPicture, sendRecord, type Exchange } from './record-answer';

const CAPTURED = 'Provenance retrieved successfully';

/** What a run used and made: sealed, exported and drawn. */
@ApiTags('provenance')
@Controller('provenance')
export class ProvenanceController {
  constructor(
    private readonly records: RecordService,
    private readonly captures: CaptureService,
    private readonly pictures: PictureService,
  ) {}

  @Get('capture')
  @RunAddressQuery()
  @Authenticated(Permission.ProvenanceCapture)
  @ApiOperation({ summary: "Seal the record of an ended run, addressed by REANA's names" })
  @Enveloped(SealDto, CAPTURED)
  @ApiFailures(400, 401, 403, 404, 409)
  async captureProvenanceOfRun(@CurrentUser() user: Principal, @Parameters() run: RunAddressDto): Promise<SealDto> {
    return toSealDto(await this.captures.capture(user, toAddress(run)));
  }

  @Get('capture/:execution_id')
  @Authenticated(Permission.ProvenanceCapture)
  @ApiOperation({ summary: 'Seal the record of an ended execution; once, exports and pictures work before and after it' })
  @ApiNumber('execution_id')
  @Enveloped(SealDto, CAPTURED)
  @ApiFailures(400, 401, 403, 404, 409)
  async captureProvenance(
    @CurrentUser() user: Principal,
    @Param('execution_id', NumberPipe) executionId: number,
  ): Promise<SealDto> {
    return toSealDto(await this.captures.capture(user, { executionId }));
  }

  @Get('draw')
  @RunAddressQuery()
  @ApiQuery({ name: 'format', required: false, enum: PictureFormat, enumName: 'PictureFormat' })
  @ApiQuery({ name: 'detail', required: false, enum: PictureDetail, enumName: 'PictureDetail' })
  @Authenticated(Permission.ProvenanceRead)
  @ApiOperation({ summary: "Draw a run, addressed by REANA's names" })
  @ApiProduces('image/png', 'image/svg+xml')
  @ApiOkResponse({ description: 'The picture', schema: { type: 'string', format: 'binary' } })
  @ApiFailures(400, 401, 403, 404, 413, 503)
  async drawProvenanceOfRun(
    @CurrentUser() user: Principal,
    @Parameters() { format, detail, ...run }: PictureOfRunDto,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const record = await this.records.require(user, toAddress(run));
    await this.sendDrawing({ request, response }, record, { format, detail });
  }

  @Get('draw/:execution_id')
  @Authenticated(Permission.ProvenanceRead)
  @ApiOperation({ summary: 'Draw an execution' })
  @ApiNumber('execution_id')
  @ApiProduces('image/png', 'image/svg+xml')
  @ApiOkResponse({ description: 'The picture', schema: { type: 'string', format: 'binary' } })
  @ApiFailures(400, 401, 403, 404, 413, 503)
  async drawProvenance(
    @CurrentUser() user: Principal,
    @Param('execution_id', NumberPipe) executionId: number,
    @Query() wish: PictureDto,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const record = await this.records.require(user, { executionId });
    await this.sendDrawing({ request, response }, record, wish);
  }

  @Get('json/:execution_id')
  @Authenticated(Permission.ProvenanceRead)
  @ApiOperation({ summary: 'The record of an execution as PROV-JSON, without envelope' })
  @ApiNumber('execution_id')
  @ApiOkResponse({ description: 'PROV-JSON', content: { 'application/json': { schema: { type: 'object' } } } })
  @ApiFailures(400, 401, 403, 404)
  async getProvenanceJson(
    @CurrentUser() user: Principal,
    @Param('execution_id', NumberPipe) executionId: number,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.sendExport({ request, response }, await this.records.require(user, { executionId }), { format: 'json' });
  }

  @Get('export/:execution_id')
  @Authenticated(Permission.ProvenanceRead)
  @ApiOperation({ summary: 'The record of an execution as a file, in the format you like' })
  @ApiNumber('execution_id')
  @ApiOkResponse({
    description: 'The record',
    content: {
      'application/json': { schema: { type: 'object', additionalProperties: true } },
      'text/provenance-notation': { schema: { type: 'string' } },
    },
  })
  @ApiFailures(400, 401, 403, 404)
  async exportProvenance(
    @CurrentUser() user: Principal,
    @Param('execution_id', NumberPipe) executionId: number,
    @Query() { format = 'json' }: ExportDto,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const record = await this.records.require(user, { executionId });
    await this.sendExport({ request, response }, record, { format, fileName: fileName(executionId) });
  }

  private sendExport(exchange: Exchange, record: RunRecord, how: { format: ProvFormat; fileName?: string }): Promise<void> {
    const tag = `${record.tag}.${how.format}`;
    return sendRecord(exchange, { tag, write: () => this.records.write(record, how.format) }, how);
  }

  private async sendDrawing(exchange: Exchange, record: RunRecord, wish: Partial<Maybe<PictureWish>>): Promise<void> {
    const { format = PictureFormat.Png, detail = PictureDetail.Steps } = wish;
    const picture = await this.pictures.draw(record, { format, detail });
    sendPicture(exchange, picture, { format, fileName: fileName(record.executionId) });
  }
}

type Maybe<Fields> = { [Name in keyof Fields]: Fields[Name] | undefined };

function toAddress({ reana_name: reanaName, reana_run_number: reanaRunNumber }: RunAddressDto) {
  return { reanaName, reanaRunNumber };
}

function fileName(executionId: number): string {
  return `provenance-${executionId}`;
}
