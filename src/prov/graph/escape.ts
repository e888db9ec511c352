/** What no picture can show: control characters, halves of surrogate pairs and what XML forbids; shown as the replacement character. */
const UNSHOWABLE = /[^\P{Cc}\t\n\r]|\p{Cs}|[\uFFFE\uFFFF]/gu;

const IN_HTML: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '\n': ' ',
  '\r': ' ',
  '\t': ' ',
};

const IN_STRING: Readonly<Record<string, string>> = { '&': '&amp;', '\\': '\\\\', '"': '\\"', '\n': '\\n', '\r': '', '\t': ' ' };

/** Text inside a label of HTML: nothing of it is markup. */
export function htmlText(text: string): string {
  return text.replace(UNSHOWABLE, '\uFFFD').replace(/[&<>"'\n\r\t]/g, (character) => IN_HTML[character] ?? '');
}

/** A quoted DOT string: nothing of it ends the string, and Graphviz expands no entity and no backslash in it. */
export function dotString(text: string): string {
  return `"${text.replace(UNSHOWABLE, '\uFFFD').replace(/[&\\"\n\r\t]/g, (character) => IN_STRING[character] ?? '')}"`;
}

/** Cuts the middle out of a long text: names that differ at the end stay different. */
export function shorten(text: string, length: number): string {
  const characters = [...text];
  if (characters.length <= length) return text;
  const head = Math.ceil((length - 1) / 2);
  return `${characters.slice(0, head).join('')}…${characters.slice(1 - length + head).join('')}`;
}
