import type { DataSource, EntityManager } from 'typeorm';
import { isDeadlock } from './database-errors';

const ATTEMPTS = 3;

/** Runs the work in one transaction; a deadlock repeats the whole work in a new one, three times at most. */
export async function inTransaction<Result>(
  dataSource: DataSource,
  work: (manager: EntityManager) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await dataSource.transaction(work);
    } catch (error) {
      if (!isDeadlock(error) || attempt >= ATTEMPTS) throw error;
    }
  }
}
