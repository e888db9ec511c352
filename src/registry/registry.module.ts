import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '../auth/auth.module';
import { CatalogueModule } from '../catalogue/catalogue.module';
import { CWL_WORKER_OPTIONS, CwlReading } from './cwl-reading';
import { InputAddresses } from './input-addresses';
import { RegistryReaderService } from './registry-reader.service';
import { RevisionController } from './revision.controller';
import { RevisionFile } from './revision-file.entity';
import { RevisionWriter } from './revision-writer';
import { Revision } from './revision.entity';
import { RevisionRepository } from './revision.repository';
import { WorkflowChecker } from './workflow-checker';
import { WorkflowController } from './workflow.controller';
import { WorkflowDetailService } from './workflow-detail.service';
import { Workflow } from './workflow.entity';
import { WorkflowListService } from './workflow-list.service';
import { WorkflowReader } from './workflow.reader';
import { WorkflowRepository } from './workflow.repository';
import { WorkflowService } from './workflow.service';

@Module({
  imports: [TypeOrmModule.forFeature([Workflow, Revision, RevisionFile]), AuthModule, CatalogueModule],
  controllers: [WorkflowController, RevisionController],
  providers: [
    WorkflowService,
    WorkflowListService,
    WorkflowDetailService,
    WorkflowChecker,
    InputAddresses,
    CwlReading,
    { provide: CWL_WORKER_OPTIONS, useValue: {} },
    RevisionWriter,
    WorkflowRepository,
    RevisionRepository,
    { provide: WorkflowReader, useClass: RegistryReaderService },
  ],
  exports: [WorkflowReader],
})
export class RegistryModule {}
