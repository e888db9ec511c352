import { start, whatItSaid } from '../running/processes.mjs';
import { Failure } from './failure.mjs';

const LIFE_MILLISECONDS = 8_000;

/** Runs one program to its end with its output in a log, and shows that it is alive; a Failure names the log. */
export async function runTask(title, command, { log, ...options }) {
  const show = showLife(title);
  const { code, reason } = await start(title, command, { log, ...options }).ended;
  show.end(code === 0);
  if (code !== 0) throw new Failure(`${title} failed (${reason}): ${whatItSaid(log)}`);
}

/** A line that counts seconds on a terminal; elsewhere a line at the start, every 8 s, and at the end. */
function showLife(title) {
  const began = Date.now();
  const seconds = () => Math.round((Date.now() - began) / 1000);
  const terminal = process.stdout.isTTY === true;
  const say = (text) => process.stdout.write(terminal ? `\r\x1b[2K${text}` : `${text}\n`);
  say(`${title} ...`);
  const timer = setInterval(() => say(`${title} ... ${seconds()} s`), terminal ? 1000 : LIFE_MILLISECONDS);
  return {
    end(success) {
      clearInterval(timer);
      say(`${title}: ${success ? 'done' : 'failed'} in ${seconds()} s`);
      if (terminal) process.stdout.write('\n');
    },
  };
}
