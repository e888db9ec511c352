const ZONED = /^(-?\d{4,})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/;

/** The instant in UTC, without trailing zeros of the fraction; a time without a zone says no instant and stays as it is. */
export function utcTime(lexical: string): string {
  const [, year, month, day, hour, minute, second, fraction = '', zone = 'Z'] = ZONED.exec(lexical) ?? [];
  if (year === undefined) return lexical;
  const instant = new Date(0);
  instant.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  instant.setUTCHours(Number(hour), Number(minute) - offsetMinutes(zone), Number(second));
  if (Number.isNaN(instant.getTime())) return lexical; // beyond what a Date can hold, some 270,000 years from now
  const digits = fraction.replace(/0+$/, '');
  return `${yearText(instant.getUTCFullYear())}${instant.toISOString().slice(-20, -5)}${digits === '' ? '' : `.${digits}`}Z`;
}

function offsetMinutes(zone: string): number {
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4));
  return zone.startsWith('-') ? -minutes : minutes;
}

function yearText(year: number): string {
  return `${year < 0 ? '-' : ''}${String(Math.abs(year)).padStart(4, '0')}`;
}
