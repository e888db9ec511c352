import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { FormParts } from './api-client';

export const IMAGE = 'docker.io/library/python:3.12-slim';

/** One step that writes its message into a file; small, and different for each name. */
export function echoWorkflow(message = 'hello'): string {
  return `cwlVersion: v1.2
class: Workflow
requirements:
  DockerRequirement: {dockerPull: "${IMAGE}"}
inputs:
  message: {type: string, default: "${message}"}
outputs:
  said: {type: File, outputSource: say/said}
steps:
  say:
    run:
      class: CommandLineTool
      baseCommand: echo
      inputs: {message: {type: string, inputBinding: {position: 1}}}
      outputs: {said: {type: stdout}}
      stdout: said.txt
    in: {message: message}
    out: [said]
`;
}

/** One step that copies a file which the job names. */
export const COPY_WORKFLOW = `cwlVersion: v1.2
class: Workflow
hints:
  DockerRequirement: {dockerPull: "${IMAGE}"}
inputs:
  source: File
outputs:
  copy: {type: File, outputSource: copy/copy}
steps:
  copy:
    run:
      class: CommandLineTool
      baseCommand: cat
      inputs: {source: {type: File, inputBinding: {position: 1}}}
      outputs: {copy: {type: stdout}}
      stdout: copy.txt
    in: {source: source}
    out: [copy]
`;

export const COPY_JOB = 'source: {class: File, location: data/a.txt}\n';

/** A form that registers the text as a workflow. */
export function registration(name: string, version: string, spec: string, more: FormParts = {}): FormParts {
  return { fields: { name, version, ...more.fields }, files: [['spec_file', 'workflow.cwl', spec], ...(more.files ?? [])] };
}

/** The form that registers the workflow which copies a file, with its job, the file that this names, and perhaps others. */
export function copyRegistration(
  name: string,
  content: string | Uint8Array = 'some data\n',
  others: NonNullable<FormParts['files']> = [],
): FormParts {
  const files = [['input_file', 'job.yml', COPY_JOB], ['files', 'data/a.txt', content], ...others] as const;
  return registration(name, '1', COPY_WORKFLOW, { files });
}

/** The form that registers one of the examples, with all files below `data`, `tools` and `scripts`. */
export function exampleRegistration(example: string, version = '1.0'): FormParts {
  const folder = join(__dirname, '..', '..', 'examples', example);
  const content = (path: string): Buffer => readFileSync(join(folder, path));
  const attached = ['data', 'tools', 'scripts'].flatMap((name) =>
    readdirSync(join(folder, name), { recursive: true, encoding: 'utf8' })
      .map((file) => relative(folder, join(folder, name, file)))
      .filter((path) => statSync(join(folder, path)).isFile() && !path.endsWith('.pyc')),
  );
  return {
    fields: { name: example, version },
    files: [
      ['spec_file', 'workflow.cwl', content('workflow.cwl')],
      ['input_file', 'job.yml', content('job.yml')],
      ...attached.map((path) => ['files', path, content(path)] as const),
    ],
  };
}
