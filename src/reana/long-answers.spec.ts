import { setImmediate } from 'node:timers/promises';
import { ZodError } from 'zod';
import { readLongFileList, readLongLogs } from './long-answers';
import { fileList, logsAnswer } from './reana-answers';
import type { ReanaBody } from './reana-body';

const JOBS = 500;

function answer(more: object = {}, last: object = {}): string {
  const jobs = Array.from({ length: JOBS }, (_, index): [string, object] => [
    `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    {
      ...{ job_name: `count_${index}`, status: 'finished', compute_backend: 'Kubernetes', docker_img: '', cmd: 'wc "a\\b" é' },
      ...{ logs: `{"quoted": "\\n😀 ${index}"}\n`, started_at: '2026-01-15T09:10:45', finished_at: null },
      ...(index === JOBS - 1 ? last : {}),
    },
  ]);
  const logs = { workflow_logs: 'INFO\n"x"', job_logs: Object.fromEntries(jobs), engine_specific: null, ...more };
  return JSON.stringify({ workflow_id: 'w', logs: JSON.stringify(logs), user: 'u' });
}

/** Cut behind double quotes, as bodies are. */
function cut(text: string): ReanaBody {
  return (text.match(/[^]{1,5000}"|[^]+$/g) ?? []).map((piece) => Buffer.from(piece));
}

describe('a long answer with logs', () => {
  it.each<[string, object]>([
    ['jobs', {}],
    ['no jobs', { job_logs: {} }],
    ['null for the jobs', { job_logs: null }],
    ['nothing about jobs', { job_logs: undefined }],
    ['no text of the engine', { workflow_logs: null }],
  ])('is read as a short one is: %s', async (_, more) => {
    const text = answer(more);
    expect(await readLongLogs(cut(text))).toEqual(logsAnswer.parse(JSON.parse(text)));
  });

  it('lets others have their turn after each piece', async () => {
    const body = cut(answer());
    let [turns, isDone] = [0, false];
    const others = (async () => {
      for (; !isDone; turns += 1) await setImmediate();
    })();
    await readLongLogs(body);
    isDone = true;
    await others;
    expect(turns).toBeGreaterThanOrEqual(body.length - 1);
  });

  it.each<[string, string, unknown]>([
    ['ends in the middle of a job', answer().slice(0, 70_000), SyntaxError],
    ['ends behind the jobs', answer().slice(0, -1), SyntaxError],
    ['is a long page', `<html>${'<p class="x">'.repeat(5000)}</html>`, SyntaxError],
    ['has no logs', JSON.stringify({ message: '"'.repeat(50_000) }), SyntaxError],
    ['has another kind of jobs', answer({ job_logs: [1, 2] }), ZodError],
    ['has a job without a name', answer({}, { job_name: undefined }), ZodError],
  ])('is refused when it %s', async (_, text, kind) => {
    await expect(readLongLogs(cut(text))).rejects.toThrow(kind as typeof Error);
  });
});

describe('a long list of files', () => {
  const items = Array.from({ length: 2000 }, (_, index) => ({
    ...{ name: `outputs/${(index * 7919) % 2000} "é".csv`, size: { raw: index, human_readable: '1 B' } },
    'last-modified': '2026-01-15T09:10:45',
  }));

  it.each<[string, object]>([
    ['files', { items, total: items.length }],
    ['no files', { items: [], total: 0 }],
  ])('is read as a short one is: %s', async (_, answer) => {
    const text = JSON.stringify(answer);
    expect(await readLongFileList(cut(text))).toEqual(fileList.parse(JSON.parse(text)));
  });

  it.each<[string, object]>([
    ['has no list', { total: 3 }],
    ['has another kind of list', { items: { a: items[0] } }],
    ['has a file without a size', { items: [...items, { name: 'a', 'last-modified': null }] }],
  ])('is refused when it %s', async (_, answer) => {
    await expect(readLongFileList(cut(JSON.stringify(answer)))).rejects.toThrow(ZodError);
  });
});
