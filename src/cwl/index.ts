export type { FindingCode } from './codes';
export type { CwlFinding } from './finding';
export { type HostCopy, toHostCopy } from './host-copy';
export {
  DEFAULT_INSTRUMENT_LIMITS,
  instrument,
  type Instrumented,
  type InstrumentLimits,
  type InstrumentOptions,
  type UninstrumentedTool,
} from './instrumentation/instrument';
export { readStepRecords } from './instrumentation/read-step-records';
export { SCRIPT_PATH, STEP_SCRIPT } from './instrumentation/step-script';
export type { FileRecord, HostRecord, RecordedPath, StepRecord } from './instrumentation/step-record';
export { toolCommand } from './instrumentation/tool-command';
export { withoutStepRecords } from './instrumentation/without-step-records';
export { isLegalName, legalName } from './job/attached-files';
export { type JobRead, type JobSource, readJob } from './job/read-job';
export type { RemoteFile } from './job/remote-files';
export { type CwlLimits, DEFAULT_LIMITS } from './limits';
export type { CwlInput, CwlOutput, CwlPlan, CwlStep, CwlStepInput } from './plan';
export { type CwlDocument, type CwlRead, readWorkflow, type WorkflowSource } from './read-workflow';
export { type ParsedYaml, parseYaml } from './source/yaml';
export { toolsOfSteps } from './step-tools';
export { successCodes } from './success-codes';
export type { CwlType } from './types/cwl-type';
