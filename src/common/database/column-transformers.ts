import type { ValueTransformer } from 'typeorm';

/** A bigint comes from MySQL as a string, from SQLite as a number; sizes stay below 2^53. */
export const asNumber: ValueTransformer = {
  to: (value: unknown) => value,
  from: (value: unknown) => (value === null || value === undefined ? value : Number(value)),
};
