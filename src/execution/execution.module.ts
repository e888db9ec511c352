import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '../auth/auth.module';
import { CatalogueModule } from '../catalogue/catalogue.module';
import { ReanaModule } from '../reana/reana.module';
import { RegistryModule } from '../registry/registry.module';
import { ArchiveController } from './archive.controller';
import { ArchiveService } from './archive.service';
import { EvidenceStream } from './evidence-stream.service';
import { ExecutionController } from './execution.controller';
import { ExecutionEnvironmentService } from './execution-environment.service';
import { ExecutionFilesController } from './execution-files.controller';
import { ExecutionFilesService } from './execution-files.service';
import { ExecutionLogController } from './execution-log.controller';
import { ExecutionStepController } from './execution-step.controller';
import { ExecutionStepService } from './execution-step.service';
import { ExecutionStartController } from './execution-start.controller';
import { StepInstrumentation } from './step-instrumentation';
import { ExecutionDeletionController } from './execution-deletion.controller';
import { ExecutionDeletionService } from './execution-deletion.service';
import { ExecutionDetailService } from './execution-detail.service';
import { ExecutionDrafts } from './execution-drafts';
import { EVENT_STREAM_DEFAULTS, EVENT_STREAM_OPTIONS } from './events/event-stream-options';
import { EventWatch } from './events/event-watch.service';
import { OpenStreams } from './events/open-streams.service';
import { ExecutionEvent } from './execution-event.entity';
import { ExecutionEventRepository } from './execution-event.repository';
import { ExecutionEventsController } from './execution-events.controller';
import { ExecutionEvents } from './execution-events.service';
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
import { JobInputs } from './job-inputs.service';
import { PastOutputs } from './past-outputs.service';
import { OutputFiles } from './output-files.service';
import { Step } from './step.entity';
import { StepReadingRepository } from './step-reading.repository';
import { StepRepository } from './step.repository';
import { ExecutionSignals } from './tracker/execution-signals';
import { ExecutionTracker } from './tracker/execution-tracker.service';
import { Follower } from './tracker/follower.service';
import { InputFetcher } from './tracker/input-fetcher.service';
import { PlatformInputs } from './tracker/platform-inputs.service';
import { RunCreator } from './tracker/run-creator.service';
import { RunEnding } from './tracker/run-ending.service';
import { RunLauncher } from './tracker/run-launcher.service';
import { Setbacks } from './tracker/setbacks';
import { Submission } from './tracker/submission.service';
import { TrackedExecutionRepository } from './tracker/tracked-execution.repository';

const REPOSITORIES = [
  ExecutionEventRepository,
  ExecutionRepository,
  ExecutionListRepository,
  StepRepository,
  StepReadingRepository,
  EvidenceRepository,
  TrackedExecutionRepository,
];
const TRACKER = [
  ExecutionSignals,
  Setbacks,
  InputFetcher,
  PlatformInputs,
  RunCreator,
  RunLauncher,
  Submission,
  Follower,
  RunEnding,
  ExecutionTracker,
];
const EVENTS = [{ provide: EVENT_STREAM_OPTIONS, useValue: EVENT_STREAM_DEFAULTS }, OpenStreams, EventWatch, ExecutionEvents];
const OBSERVATION = [EvidenceService, StepPlans, RunObserver];
const SERVICES = [
  ExecutionLookup,
  StepInstrumentation,
  PastOutputs,
  JobInputs,
  ExecutionDrafts,
  ExecutionStarter,
  ExecutionStopService,
  ExecutionDeletionService,
  ExecutionListService,
  ExecutionDetailService,
  ExecutionLogService,
  ArchiveService,
  EvidenceStream,
  OutputFiles,
  ExecutionFilesService,
  ExecutionStepService,
  ExecutionEnvironmentService,
];

@Module({
  imports: [
    TypeOrmModule.forFeature([Execution, Step, Evidence, ExecutionEvent]),
    AuthModule,
    CatalogueModule,
    ReanaModule,
    RegistryModule,
  ],
  controllers: [
    ArchiveController,
    ExecutionDeletionController,
    ExecutionStartController,
    ExecutionEventsController,
    ExecutionLogController,
    ExecutionStepController,
    ExecutionFilesController,
    ExecutionController,
  ],
  providers: [
    ...REPOSITORIES,
    ...TRACKER,
    ...OBSERVATION,
    ...EVENTS,
    ...SERVICES,
    { provide: ExecutionReader, useClass: ObservedExecutionService },
  ],
  exports: [ExecutionReader],
})
export class ExecutionModule {}
