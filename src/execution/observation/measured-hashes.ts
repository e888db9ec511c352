import { basename } from 'node:path/posix';
import { inTurns } from './in-turns';
import { JOBS_A_TURN, type MeasuredJob } from './measured-job';

/** The sha256 of an output as the step that made it measured it; null: none did, or two files cannot be told apart. */
export type MeasuredHashes = (path: string, size: number) => string | null;

/**
 * What the wrappers told of files that were made. The engine moves outputs but keeps their names, so an output is known again
 * by its base name and size, where only one content has both.
 */
export async function measuredHashes(jobs: readonly Pick<MeasuredJob, 'records'>[]): Promise<MeasuredHashes> {
  const known = new Map<string, string | null>();
  for await (const some of inTurns(jobs, JOBS_A_TURN))
    for (const { path, sizeBytes, sha256 } of some.flatMap(({ records }) => records.flatMap(({ generated }) => generated))) {
      const key = keyOf(path, sizeBytes ?? -1);
      known.set(key, known.has(key) && known.get(key) !== sha256 ? null : sha256);
    }
  return (path, size) => known.get(keyOf(path, size)) ?? null;
}

function keyOf(path: string, size: number): string {
  return `${size} ${basename(path)}`;
}
