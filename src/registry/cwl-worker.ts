import { readJobTask, readWorkflowTask, type JobTask, type WorkflowTask } from './cwl-tasks';

/** The inside of the worker thread that reads large documents. */
export default function run(task: WorkflowTask | JobTask): unknown {
  return task.kind === 'workflow' ? readWorkflowTask(task) : readJobTask(task);
}
