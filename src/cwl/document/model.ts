import type { JsonObject } from '../source/json';
import type { Place } from '../source/place';
import type { CwlType } from '../types/cwl-type';
import type { TypeScope } from '../types/type-scope';

export const CWL_VERSIONS = ['v1.0', 'v1.1', 'v1.2'] as const;
export type CwlVersion = (typeof CWL_VERSIONS)[number];

export const PROCESS_CLASSES = ['Workflow', 'CommandLineTool', 'ExpressionTool', 'Operation'] as const;
export type ProcessClass = (typeof PROCESS_CLASSES)[number];

/** A workflow or a tool as it stands in a document, its shortcuts resolved; `raw` is what was written. */
export interface Process {
  readonly class: ProcessClass;
  readonly version: CwlVersion;
  /** What the packed copy calls it, before names are made unique: `main`, `count.cwl`, `tool`. */
  readonly name: string;
  /** The path of the file it stands in: what relative locations in it are relative to. */
  readonly file: string;
  readonly raw: JsonObject;
  readonly place: Place;
  readonly scope: TypeScope;
  readonly namespaces: ReadonlyMap<string, string>;
  readonly requirements: readonly Requirement[];
  readonly hints: readonly Requirement[];
  readonly inputs: readonly Parameter[];
  readonly outputs: readonly OutputParameter[];
  readonly steps: readonly Step[];
}

export interface Requirement {
  readonly class: string;
  readonly raw: JsonObject;
  readonly place: Place;
}

export interface Parameter {
  readonly id: string;
  readonly type: CwlType;
  readonly raw: JsonObject;
  readonly place: Place;
}

export interface OutputParameter extends Parameter {
  /** For a workflow: where the value comes from. */
  readonly link: Link;
}

/** Where a value comes from, and how several become one. */
export interface Link {
  /** `step/port` or the id of a workflow input. */
  readonly sources: readonly string[];
  /** Written as a list, if only of one. */
  readonly isList: boolean;
  readonly linkMerge: string | null;
  readonly pickValue: string | null;
}

export interface Step {
  readonly id: string;
  readonly raw: JsonObject;
  readonly place: Place;
  /** Null: what it runs was refused. */
  readonly run: Process | null;
  readonly requirements: readonly Requirement[];
  readonly hints: readonly Requirement[];
  readonly inputs: readonly StepInput[];
  readonly outputs: readonly { readonly id: string; readonly place: Place }[];
  readonly scatter: readonly string[];
  readonly scatterMethod: string | null;
  readonly isConditional: boolean;
}

export interface StepInput {
  readonly id: string;
  readonly raw: JsonObject;
  readonly place: Place;
  readonly link: Link;
  readonly hasDefault: boolean;
  readonly hasValueFrom: boolean;
}
