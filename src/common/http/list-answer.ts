import type { Request, Response } from 'express';
import { pageLinks, type Page, type PageRequest } from './paging';
import { JSON_ANSWER, sendPieces } from './streamed-answer';

/** A list as a service gives it: all of it in batches, or one page. */
export type List<Item> =
  | { readonly kind: 'whole'; readonly batches: AsyncIterable<readonly Item[]> }
  | { readonly kind: 'page'; readonly page: Page<Item>; readonly request: PageRequest };

/**
 * Answers a list in the envelope. A whole list is written batch by batch, the next one when the client has taken the last;
 * the first batch is read before the status is sent.
 */
export async function sendList<Item>(
  answer: { readonly request: Request; readonly response: Response; readonly stallSeconds?: number },
  message: string,
  list: List<Item>,
  toDto: (item: Item) => object,
): Promise<void> {
  if (list.kind === 'page') {
    const { request, response } = answer;
    const { items, total } = list.page;
    const paging = { total, ...list.request, links: pageLinks(request, list.request, total) };
    response.json({ success: true, code: 200, message, data: items.map(toDto), error_code: null, ...paging });
    return;
  }
  await sendPieces(answer, JSON_ANSWER, listPieces(message, list.batches, toDto));
}

async function* listPieces<Item>(
  message: string,
  batches: AsyncIterable<readonly Item[]>,
  toDto: (item: Item) => object,
): AsyncGenerator<string> {
  let before = `{"success":true,"code":200,"message":${JSON.stringify(message)},"error_code":null,"data":[`;
  for await (const batch of batches) {
    const text = JSON.stringify(batch.map(toDto)).slice(1, -1);
    if (text === '') continue;
    yield before + text;
    before = ',';
  }
  yield before === ',' ? ']}' : `${before}]}`;
}
