/** A drive of Windows, characters that act on a terminal, and halves of characters. */
const HARMFUL = /^[A-Za-z]:|[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** The names of files in one archive: none leads out of the folder into which it is unpacked, and no two are equal. */
export class ArchiveNames {
  /** How often each name was wanted. */
  private readonly taken = new Map<string, number>();

  nameOf(path: string): string {
    const name = freeName(innerPath(path), this.taken);
    this.taken.set(name, this.taken.get(name) ?? 1);
    return name;
  }
}

function innerPath(path: string): string {
  const parts = path.split(/[/\\]/).filter((part) => part !== '' && part !== '.' && part !== '..');
  return parts.join('/').replace(HARMFUL, '_') || 'file';
}

/** `a/b.txt`, `a/b_2.txt`, `a/b_3.txt`. */
function freeName(name: string, taken: Map<string, number>): string {
  const [, stem = name, ending = ''] = /^(.*?[^/])(\.[^./]*)?$/s.exec(name) ?? [];
  for (let [number, free] = [taken.get(name) ?? 0, name]; ; free = `${stem}_${number}${ending}`) {
    if (!taken.has(free)) return free;
    number += 1;
    taken.set(name, number);
  }
}
