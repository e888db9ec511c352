import type { CwlType } from './types/cwl-type';

/** What a workflow plans to do, in the terms of CWL, without the syntax: what registry, execution and provenance need of it. */
export interface CwlPlan {
  readonly cwlVersion: 'v1.0' | 'v1.1' | 'v1.2';
  /** The class of the registered document; a lone CommandLineTool is shown as a workflow of one step, `main`. */
  readonly class: 'Workflow' | 'CommandLineTool' | 'ExpressionTool';
  readonly label: string | null;
  readonly doc: string | null;
  readonly inputs: readonly CwlInput[];
  readonly outputs: readonly CwlOutput[];
  readonly steps: readonly CwlStep[];
}

export interface CwlInput {
  readonly id: string;
  /** As a person writes it: `File`, `int?`, `string[]`, `enum(a|b)`, `record`. */
  readonly type: string;
  readonly optional: boolean;
  readonly hasDefault: boolean;
  readonly default: unknown;
  readonly doc: string | null;
  /** Does the type admit a File or a Directory anywhere? */
  readonly takesFiles: boolean;
  /** The URL inside `valueFromPlatform: "{{URL}}"`, braces and blanks removed. */
  readonly valueFromPlatform: string | null;
  /** The type in full, for checking values; a plan without it takes any value for this input. */
  readonly schema?: CwlType;
}

export interface CwlOutput {
  readonly id: string;
  readonly type: string;
  /** Where it comes from: `step/port`, or the id of a workflow input. */
  readonly sources: readonly string[];
}

export interface CwlStep {
  readonly id: string;
  readonly label: string | null;
  readonly runClass: 'CommandLineTool' | 'ExpressionTool' | 'Workflow' | 'Operation';
  readonly inputs: readonly CwlStepInput[];
  readonly outputs: readonly { readonly id: string; readonly type: string }[];
  /** Ids of the scattered inputs; empty: the step runs once. */
  readonly scatter: readonly string[];
  readonly scatterMethod: string | null;
  /** The image that the nearest DockerRequirement names, requirement before hint. */
  readonly image: string | null;
  /** The steps inside, when a workflow is run. */
  readonly workflow: CwlPlan | null;
}

export interface CwlStepInput {
  readonly id: string;
  readonly type: string;
  /** `step/port` or the id of a workflow input; empty: a default or an expression gives the value. */
  readonly sources: readonly string[];
  readonly hasDefault: boolean;
}
