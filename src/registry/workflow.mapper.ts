import { isoTime } from '../common/database/raw-time';
import type { RevisionItemDto, WorkflowDto, WorkflowFileDto, WorkflowItemDto } from './dto/workflow.dto';
import type { ValidationDto } from './dto/validation.dto';
import type { Revision } from './revision.entity';
import type { Workflow } from './workflow.entity';

/** What a list knows of an entry; times as the database gave them. */
interface ListedRow {
  readonly id: number;
  readonly group_name: string;
  readonly name: string;
  readonly version: string;
  readonly revision: number;
  readonly created_at: unknown;
  readonly updated_at: unknown;
  readonly spec_json?: string;
  readonly job_json?: string | null;
}

export function toListedItemDto(row: ListedRow, ownerName: string): WorkflowItemDto {
  const item = {
    registry_id: Number(row.id),
    group: row.group_name,
    username: ownerName,
    name: row.name,
    version: row.version,
    revision: row.revision,
    created_at: isoTime(row.created_at) ?? '',
    updated_at: isoTime(row.updated_at) ?? '',
  };
  if (row.spec_json === undefined) return item;
  return { ...item, spec_file_content: parsed(row.spec_json), input_file_content: parsed(row.job_json ?? null) };
}

export function toItemDto(workflow: Workflow, ownerName: string): WorkflowItemDto {
  return {
    registry_id: workflow.id,
    group: workflow.groupName,
    username: ownerName,
    name: workflow.name,
    version: workflow.version,
    revision: workflow.revision,
    created_at: workflow.createdAt.toISOString(),
    updated_at: workflow.updatedAt.toISOString(),
  };
}

interface Detail {
  readonly row: ListedRow & {
    readonly ordinal: number | null;
    readonly spec_text: string;
    readonly spec_json: string;
    readonly job_text: string | null;
    readonly job_json: string | null;
    readonly files_json: unknown;
  };
  readonly ownerName: string;
}

export function toWorkflowDto({ row, ownerName }: Detail): WorkflowDto {
  return {
    ...toListedItemDto(row, ownerName),
    revision: row.ordinal ?? row.revision,
    spec_file: row.spec_text,
    input_file: row.job_text,
    files: filesOf(row.files_json),
  };
}

function filesOf(json: unknown): WorkflowFileDto[] {
  const files = (typeof json === 'string' ? JSON.parse(json) : (json ?? [])) as WorkflowFileDto[];
  return files.map(({ path, size, sha256 }) => ({ path, size, sha256 })).sort((a, b) => (a.path < b.path ? -1 : 1));
}

export function toRevisionItemDto(revision: Revision, authorName: string): RevisionItemDto {
  return {
    revision: revision.ordinal,
    content_sha256: revision.contentSha256,
    spec_sha256: revision.specSha256,
    username: authorName,
    created_at: revision.createdAt.toISOString(),
  };
}

interface Checked {
  readonly document: { readonly plan: { readonly inputs: readonly PlanInput[] } } | null;
  readonly findings: ValidationDto['findings'] | readonly ValidationDto['findings'][number][];
}

interface PlanInput {
  readonly id: string;
  readonly type: string;
  readonly optional: boolean;
  readonly hasDefault: boolean;
  readonly default: unknown;
  readonly doc: string | null;
}

export function toValidationDto({ document, findings }: Checked): ValidationDto {
  return {
    valid: document !== null,
    findings: [...findings],
    inputs: (document?.plan.inputs ?? []).map(({ id, type, optional, hasDefault, default: value, doc }) => ({
      ...{ id, type, doc, default: hasDefault ? value : null },
      optional: optional || hasDefault,
    })),
  };
}

function parsed(json: string | null): unknown {
  return json === null ? null : JSON.parse(json);
}
