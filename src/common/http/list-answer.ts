import { setImmediate } from 'node:timers/promises';
import { bulkhead } from 'cockatiel';
import type { Request, Response } from 'express';
import { pageLinks, type Page, type PageRequest } from './paging';

/** A list as a service gives it: all of it in batches, or one page. */
export type List<Item> =
  | { readonly kind: 'whole'; readonly batches: AsyncIterable<readonly Item[]> }
  | { readonly kind: 'page'; readonly page: Page<Item>; readonly request: PageRequest };

/** So many batches of all lists are read and written at the same time; between two of them other requests have their turn. */
const turns = bulkhead(2, Number.MAX_SAFE_INTEGER);

/** The client took nothing for too long. */
class StalledClientError extends Error {}

/**
 * Answers a list in the envelope. A whole list is written batch by batch, the next one when the client has taken the last,
 * so memory stays flat; the first batch is read before the status is sent, and a failure half-way resets the connection, so
 * that no half list looks whole.
 */
export async function sendList<Item>(
  { request, response, stallSeconds = 30 }: { request: Request; response: Response; stallSeconds?: number },
  message: string,
  list: List<Item>,
  toDto: (item: Item) => object,
): Promise<void> {
  if (list.kind === 'page') {
    const { items, total } = list.page;
    const paging = { total, ...list.request, links: pageLinks(request, list.request, total) };
    response.json({ success: true, code: 200, message, data: items.map(toDto), error_code: null, ...paging });
    return;
  }
  const batches = list.batches[Symbol.asyncIterator]();
  const start = `{"success":true,"code":200,"message":${JSON.stringify(message)},"error_code":null,"data":[`;
  let written = 0;
  /** Writes the next batch; false: there was none. */
  const writeNext = async (): Promise<boolean> => {
    const batch = await batches.next();
    if (!response.headersSent) response.status(200).type('application/json').write(start);
    if (batch.done === true) return false;
    const text = JSON.stringify(batch.value.map(toDto)).slice(1, -1);
    if (text !== '') response.write(written === 0 ? text : `,${text}`);
    written += batch.value.length;
    await setImmediate();
    return true;
  };
  try {
    while (await turns.execute(writeNext)) if (response.writableNeedDrain) await drained(response, stallSeconds);
    response.end(']}');
  } catch (error) {
    await batches.return?.();
    if (response.headersSent) response.destroy();
    if (!(error instanceof StalledClientError)) throw error;
  }
}

function drained(response: Response, stallSeconds: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (action: () => void): void => {
      clearTimeout(timer);
      response.off('drain', onDrain).off('close', onClose);
      action();
    };
    const onDrain = (): void => settle(resolve);
    const onClose = (): void => settle(() => reject(new StalledClientError('the client went away')));
    const timer = setTimeout(() => settle(() => reject(new StalledClientError('the client takes nothing'))), stallSeconds * 1000);
    response.once('drain', onDrain).once('close', onClose);
  });
}
