import type { StepRecord } from '../../cwl';

/** What was measured of a step, as it is kept: JSON, times in ISO 8601. Null means not measured. */
export type Measurement = Omit<StepRecord, 'startedAt' | 'endedAt'> & {
  readonly startedAt: string | null;
  readonly endedAt: string | null;
};

export function toMeasurement({ startedAt, endedAt, ...rest }: StepRecord): Measurement {
  return { ...rest, startedAt: startedAt?.toISOString() ?? null, endedAt: endedAt?.toISOString() ?? null };
}
