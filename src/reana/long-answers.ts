import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { membersOf, textOf, type JsonMember } from '../common/json/json-members';
import { byPath, file, fileList, job, logsAnswer } from './reana-answers';
import { wholeText, type ReanaBody } from './reana-body';
import type { ReanaFile, ReanaJob, ReanaLogs } from './reana.gateway';

/**
 * Reads a long answer with logs as `logsAnswer` reads a short one, but piece by piece and job by job, and others have their
 * turn after each piece: ten thousand jobs are sixty megabytes. Fails with a SyntaxError, or as a schema does.
 */
export async function readLongLogs(body: ReanaBody): Promise<Pick<ReanaLogs, 'engine' | 'jobs'>> {
  requireEnd(body);
  const jobs: ReanaJob[] = [];
  for await (const { key, json } of await membersIn(logsIn(body), 'job_logs')) {
    if (key === null) break;
    jobs.push({ id: key, ...job.parse(JSON.parse(json)) });
  }
  if (jobs.length === 0) return logsAnswer.parse(JSON.parse(wholeText(body))); // there is nothing, or nothing of that kind
  const engine = await Readable.from(textOf(logsIn(body), 'workflow_logs')).toArray();
  return { engine: engine.join(''), jobs };
}

/** The same for the list of the files in a workspace. */
export async function readLongFileList(body: ReanaBody): Promise<ReanaFile[]> {
  requireEnd(body);
  const files: ReanaFile[] = [];
  for await (const { key, json } of await membersIn(inTurns(body), 'items')) {
    if (key !== null) break;
    files.push(file.parse(JSON.parse(json)));
  }
  return files.length === 0 ? fileList.parse(JSON.parse(wholeText(body))) : files.sort(byPath);
}

/** Reading ends with the last member that is wanted, which need not be the end. */
function requireEnd(body: ReanaBody): void {
  if (!/\}\s*$/.test(body.at(-1)?.toString('utf8') ?? '')) throw new SyntaxError('the JSON text ends too early');
}

async function membersIn(
  pieces: AsyncIterable<string>,
  name: string,
): Promise<AsyncIterable<JsonMember> | readonly JsonMember[]> {
  return (await membersOf(pieces, name)) ?? [];
}

/** The JSON text inside the JSON answer. */
function logsIn(body: ReanaBody): AsyncGenerator<string> {
  return textOf(inTurns(body), 'logs');
}

async function* inTurns(body: ReanaBody): AsyncGenerator<string> {
  for (const piece of body) {
    yield piece.toString('utf8');
    await setImmediate();
  }
}
