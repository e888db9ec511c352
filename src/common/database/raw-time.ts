const MILLISECONDS = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/;

/** A time as a raw query gives it: MySQL a Date, SQLite a text in UTC without a zone. */
export function rawTime(value: unknown): Date | null {
  if (value instanceof Date) return value;
  if (typeof value !== 'string') return null;
  return new Date(`${value.replace(' ', 'T').replace(/Z$/, '')}Z`);
}

/** The same as ISO 8601 text in UTC with milliseconds, as answers carry it. */
export function isoTime(value: unknown): string | null {
  if (typeof value === 'string' && MILLISECONDS.test(value)) return `${value.slice(0, 10)}T${value.slice(11)}Z`;
  return rawTime(value)?.toISOString() ?? null;
}
