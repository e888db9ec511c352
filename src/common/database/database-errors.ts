import { QueryFailedError } from 'typeorm';

const DUPLICATE = ['ER_DUP_ENTRY', 'SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_PRIMARYKEY'];
const AWAY = [
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_SEQUENCE_TIMEOUT',
  'PROTOCOL_ENQUEUE_AFTER_FATAL_ERROR',
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'ER_SERVER_SHUTDOWN',
  'ER_CON_COUNT_ERROR',
  'SQLITE_BUSY',
  'SQLITE_FULL',
  'SQLITE_IOERR',
];
const DEADLOCK = ['ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT'];

function codeOf(error: unknown): string {
  const holder: unknown = error instanceof QueryFailedError ? error.driverError : error;
  const code: unknown = holder !== null && typeof holder === 'object' ? Reflect.get(holder, 'code') : undefined;
  return typeof code === 'string' ? code : '';
}

/** A unique key was hit; the repository turns it into a conflict of its own. */
export function isDuplicate(error: unknown): boolean {
  return DUPLICATE.includes(codeOf(error));
}

/** The database cannot be reached or is busy: trying again later can help. */
export function isDatabaseAway(error: unknown): boolean {
  const code = codeOf(error);
  return AWAY.some((known) => code === known || code.startsWith(`${known}_`));
}

export function isDeadlock(error: unknown): boolean {
  return DEADLOCK.includes(codeOf(error));
}
