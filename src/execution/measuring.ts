import type { InstrumentationMode } from './execution.entity';
import { StepStatus } from './execution-status';

const MODES: Readonly<Record<InstrumentationMode, string>> = {
  inline: 'Each step is measured by a script inside its command.',
  uploaded: 'Each step is measured by a script that lies in the workspace.',
  off: 'No step is measured, because measuring is switched off (INSTRUMENT=off).',
  too_large: 'No step is measured, because with measurements the workflow would be larger than REANA takes.',
};

/** In one sentence. `mode` null: from before steps were measured. */
export function measuringSentence(mode: InstrumentationMode | null): string {
  return mode === null ? 'No step is measured, because the execution is from before steps were measured.' : MODES[mode];
}

export const UNMEASURED_CODES = [
  'not_ended',
  'switched_off',
  'too_large',
  'too_old',
  'tool_not_measurable',
  'no_record',
] as const;

/** Why there are no measurements of a step. */
export interface Unmeasured {
  readonly code: (typeof UNMEASURED_CODES)[number];
  readonly message: string;
}

const NOT_ENDED = [StepStatus.Waiting, StepStatus.Queued, StepStatus.Running];

/** `toolReason`: why the tool of the step could not be wrapped though others were; null: it was. */
export function whyUnmeasured(status: StepStatus, mode: InstrumentationMode | null, toolReason: string | null): Unmeasured {
  if (mode === 'off') return { code: 'switched_off', message: measuringSentence(mode) };
  if (mode === 'too_large') return { code: 'too_large', message: measuringSentence(mode) };
  if (toolReason !== null) return { code: 'tool_not_measurable', message: toolReason };
  if (NOT_ENDED.includes(status)) return { code: 'not_ended', message: 'A step is measured when it ends, and this one has not.' };
  if (mode === null) return { code: 'too_old', message: measuringSentence(mode) };
  const message =
    'The log of the step holds no measurement: its tool was ended before one could be written, or the log was lost.';
  return { code: 'no_record', message };
}
