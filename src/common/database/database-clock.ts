import type { DataSource } from 'typeorm';
import { isMySql } from './portable-columns';

/** SQL for the database's own clock, UTC with milliseconds: trackers' clocks may disagree, the database's cannot. */
export function databaseNow(dataSource: DataSource, plusMilliseconds = 0): string {
  const whole = Math.round(plusMilliseconds);
  return isMySql(dataSource)
    ? `(UTC_TIMESTAMP(3) + INTERVAL ${whole * 1000} MICROSECOND)`
    : `strftime('%Y-%m-%d %H:%M:%f', 'now', '${whole >= 0 ? '+' : ''}${(whole / 1000).toFixed(3)} seconds')`;
}
