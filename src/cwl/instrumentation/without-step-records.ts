import { isNonce } from './wrapper-words';

/** A log as the tool left it: without the records of the wrappers that carry the nonce. */
export function withoutStepRecords(log: string, nonce: string): string {
  const tag = `@@reprov:1:${nonce} `;
  let at = isNonce(nonce) ? startOfLine(log, tag, 0) : -1;
  if (at < 0) return log;
  let kept = '';
  for (let from = 0; ; at = startOfLine(log, tag, from)) {
    const before = log.slice(from, at < 0 ? undefined : at);
    if (at < 0) return kept + before;
    kept += before.endsWith('\n\n') ? before.slice(0, -1) : before; // the wrapper begins a line, be it one more
    const end = log.indexOf('\n', at);
    if (end < 0) return kept;
    from = end + 1;
  }
}

function startOfLine(log: string, tag: string, from: number): number {
  for (let at = log.indexOf(tag, from); at >= 0; at = log.indexOf(tag, at + tag.length))
    if (at === 0 || log[at - 1] === '\n') return at;
  return -1;
}
