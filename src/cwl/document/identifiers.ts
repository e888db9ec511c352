/** `x` of `x`, `#x`, `#main/x`, `file.cwl#main/x`: how CWL names a thing inside its surroundings. */
export function shortName(id: string): string {
  return id.slice(Math.max(id.lastIndexOf('#'), id.lastIndexOf('/')) + 1);
}

/** The part after `#`; the whole when there is none. */
export function fragmentOf(reference: string): string {
  return reference.slice(reference.indexOf('#') + 1);
}

/** What is wrong with a name, or null. Names become parts of URIs, file names and log lines. */
export function faultOfId(id: string, maxLength: number): string | null {
  if (id === '') return 'is empty';
  if (id.length > maxLength) return `is longer than ${maxLength} characters`;
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u.test(id)) return 'holds a character that cannot be printed';
  if (/[\s#/?%:\\"'`<>{}|^$&;*()[\]]/u.test(id)) return 'may hold letters, digits and - _ . + , = @ ~ ! only';
  return null;
}
