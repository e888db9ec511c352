import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '../auth/auth.module';
import { Clock, SystemClock } from '../common/clock';
import { ExecutionModule } from '../execution/execution.module';
import { BaseIriService } from './base-iri.service';
import { CaptureService } from './capture.service';
import { PictureService } from './picture.service';
import { ProvenanceController } from './provenance.controller';
import { ProvenanceRecord } from './provenance-record.entity';
import { ProvenanceRecordRepository } from './provenance-record.repository';
import { RecordService } from './record.service';
import { Setting } from './setting.entity';
import { SettingRepository } from './setting.repository';
import { RECORD_THREAD_OPTIONS, RecordThreads } from './threads/record-threads';

@Module({
  imports: [TypeOrmModule.forFeature([ProvenanceRecord, Setting]), AuthModule, ExecutionModule],
  controllers: [ProvenanceController],
  providers: [
    RecordService,
    CaptureService,
    PictureService,
    RecordThreads,
    { provide: RECORD_THREAD_OPTIONS, useValue: {} },
    BaseIriService,
    ProvenanceRecordRepository,
    SettingRepository,
    { provide: Clock, useClass: SystemClock },
  ],
})
export class ProvenanceModule {}
