import { withoutStepRecords } from '../cwl';

/** Which part of the logs is wanted. */
export interface LogPart {
  /** Name of a step; undefined: all. */
  readonly step: string | undefined;
  /** So many of the last lines of each; undefined: all. */
  readonly tail: number | undefined;
}

/** What a job printed; the lines of the wrapper around its tool are ours. */
export function printedText(logs: string, nonce: string | null, tail: number | undefined): string {
  const printed = nonce === null ? logs : withoutStepRecords(logs, nonce);
  return tail === undefined ? printed : lastLines(printed, tail);
}

function lastLines(text: string, count: number): string {
  let at = text.endsWith('\n') ? text.length - 1 : text.length;
  for (let left = count; left > 0 && at >= 0; left -= 1) at = at === 0 ? -1 : text.lastIndexOf('\n', at - 1);
  return text.slice(at + 1);
}
