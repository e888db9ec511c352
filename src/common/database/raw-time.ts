/** A time as a raw query gives it: MySQL a Date, SQLite a text in UTC without a zone. */
export function rawTime(value: unknown): Date | null {
  if (value instanceof Date) return value;
  if (typeof value !== 'string') return null;
  return new Date(`${value.replace(' ', 'T').replace(/Z$/, '')}Z`);
}

/** The same as ISO 8601 text in UTC, as answers carry it. */
export function isoTime(value: unknown): string | null {
  return rawTime(value)?.toISOString() ?? null;
}
