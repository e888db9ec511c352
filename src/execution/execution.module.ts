import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '../auth/auth.module';
import { CatalogueModule } from '../catalogue/catalogue.module';
import { ReanaModule } from '../reana/reana.module';
import { RegistryModule } from '../registry/registry.module';
import { ArchiveController } from './archive.controller';
import { ArchiveService } from './archive.service';
import { ExecutionController } from './execution.controller';
import { ExecutionDeletionController } from './execution-deletion.controller';
import { ExecutionDeletionService } from './execution-deletion.service';
import { ExecutionDetailService } from './execution-detail.service';
import { ExecutionDrafts } from './execution-drafts';
import { Execution } from './execution.entity';
import { ExecutionListRepository } from './execution-list.repository';
import { ExecutionListService } from './execution-list.service';
import { ExecutionLogService } from './execution-log.service';
import { ExecutionLookup } from './execution-lookup.service';
import { ExecutionReader } from './execution.reader';
import { ExecutionRepository } from './execution.repository';
import { ExecutionStarter } from './execution-starter.service';
import { ExecutionStopService } from './execution-stop.service';
import { Evidence } from './observation/evidence.entity';
import { EvidenceRepository } from './observation/evidence.repository';
import { EvidenceService } from './observation/evidence.service';
import { ObservedExecutionService } from './observation/observed-execution.service';
import { RunObserver } from './observation/run-observer.service';
import { StepPlans } from './observation/step-plans';
import { Step } from './step.entity';
import { StepRepository } from './step.repository';
import { ExecutionSignals } from './tracker/execution-signals';
import { ExecutionTracker } from './tracker/execution-tracker.service';
import { Follower } from './tracker/follower.service';
import { PlatformInputs } from './tracker/platform-inputs.service';
import { RunCreator } from './tracker/run-creator.service';
import { RunEnding } from './tracker/run-ending.service';
import { RunLauncher } from './tracker/run-launcher.service';
import { Setbacks } from './tracker/setbacks';
import { Submission } from './tracker/submission.service';
import { TrackedExecutionRepository } from './tracker/tracked-execution.repository';

const REPOSITORIES = [
  ExecutionRepository,
  ExecutionListRepository,
  StepRepository,
  EvidenceRepository,
  TrackedExecutionRepository,
];
const TRACKER = [
  ExecutionSignals,
  Setbacks,
  PlatformInputs,
  RunCreator,
  RunLauncher,
  Submission,
  Follower,
  RunEnding,
  ExecutionTracker,
];
const OBSERVATION = [EvidenceService, StepPlans, RunObserver];
const SERVICES = [
  ExecutionLookup,
  ExecutionDrafts,
  ExecutionStarter,
  ExecutionStopService,
  ExecutionDeletionService,
  ExecutionListService,
  ExecutionDetailService,
  ExecutionLogService,
  ArchiveService,
];

@Module({
  imports: [TypeOrmModule.forFeature([Execution, Step, Evidence]), AuthModule, CatalogueModule, ReanaModule, RegistryModule],
  controllers: [ArchiveController, ExecutionDeletionController, ExecutionController],
  providers: [
    ...REPOSITORIES,
    ...TRACKER,
    ...OBSERVATION,
    ...SERVICES,
    { provide: ExecutionReader, useClass: ObservedExecutionService },
  ],
  exports: [ExecutionReader],
})
export class ExecutionModule {}
