import { delimiter, END_OF_WORDS } from './step-script';
import { isHeader, nonceOf } from './wrapper-words';

/**
 * The command of the tool, for people: without the wrapper, and without what REANA puts around a command (exported variables,
 * copies of inputs, changes of folder). A command that was not wrapped is only freed of the latter. Redirections stay.
 */
export function toolCommand(command: string): string {
  const text = withoutReana(command) ?? command;
  return withoutWrapper(text) ?? text;
}

/** `/bin/sh -c '...;mkdir -p HOME && cd HOME && COMMAND; cp -r HOME/* FOLDER'` as REANA's engine for CWL makes it. */
function withoutReana(command: string): string | null {
  const [shell, option, text, ...others] = [...words(command)];
  if (shell?.value !== '/bin/sh' || option?.value !== '-c' || !text || others.length > 0) return null;
  const [before, home] = /^umask .*?\bmkdir -p (\S+) && cd \1 && /s.exec(text.value) ?? [];
  if (before === undefined || home === undefined) return null;
  const end = text.value.lastIndexOf(`; cp -r ${home}/* `);
  return text.value.slice(before.length, end < 0 ? undefined : end);
}

function withoutWrapper(text: string): string | null {
  const reader = words(text);
  let word = next(reader);
  if (word?.value === '/bin/sh' && next(reader)?.value === '-c') word = next(reader);
  if (word?.value !== 'sh') return null;
  if (next(reader)?.value === '-c') {
    next(reader);
    next(reader);
  }
  const header = next(reader)?.value;
  if (header === undefined || !isHeader(header)) return null;
  do word = next(reader);
  while (word && word.value !== END_OF_WORDS);
  return word ? withoutHereDocument(text.slice(skip(SPACE, text, word.end)).trim(), nonceOf(header)) : null;
}

/** The text of a tool with ShellCommandRequirement, and its redirections; readers of logs may have cut its end off. */
function withoutHereDocument(command: string, nonce: string): string {
  const [begin, end] = [`<<'${delimiter(nonce)}'\n:;`, `\n${delimiter(nonce)}\n)" /bin/sh`];
  const [from, to] = [command.indexOf(begin), command.lastIndexOf(end)];
  if (from < 0) return command;
  if (to < from) return command.slice(from + begin.length).trim();
  return command.slice(from + begin.length, to).trim() + command.slice(to + end.length);
}

interface Word {
  readonly value: string;
  /** Where the text goes on behind it. */
  readonly end: number;
}

function next(reader: Generator<Word>): Word | undefined {
  const result = reader.next();
  return result.done ? undefined : result.value;
}

const PART = /'([^']*)'|"((?:[^"\\]|\\[^])*)"|\\([^])|([^\s'"\\]+)/y;
const SPACE = /(?:\s|\\\n)*/y;

/** The words of a command as a shell sees them, without expansion; ends where quotes do not. */
function* words(text: string): Generator<Word> {
  for (let at = skip(SPACE, text, 0); at < text.length; at = skip(SPACE, text, at)) {
    let value = '';
    const start = at;
    for (let part = match(PART, text, at); part; part = match(PART, text, at)) {
      const [whole, single, double, escaped, bare] = part;
      value += single ?? double?.replace(/\\([$`"\\])/g, '$1') ?? escaped ?? bare ?? '';
      at += whole.length;
      if (text.startsWith('\\\n', at)) break;
    }
    if (at === start) return;
    yield { value, end: at };
  }
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function skip(pattern: RegExp, text: string, at: number): number {
  return at + (match(pattern, text, at)?.[0].length ?? 0);
}
