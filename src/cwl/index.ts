export type { FindingCode } from './codes';
export type { CwlFinding } from './finding';
export { type HostCopy, toHostCopy } from './host-copy';
export { type JobRead, type JobSource, readJob } from './job/read-job';
export { type CwlLimits, DEFAULT_LIMITS } from './limits';
export type { CwlInput, CwlOutput, CwlPlan, CwlStep, CwlStepInput } from './plan';
export { type CwlDocument, type CwlRead, readWorkflow, type WorkflowSource } from './read-workflow';
export { type ParsedYaml, parseYaml } from './source/yaml';
export type { CwlType } from './types/cwl-type';
