import { setImmediate } from 'node:timers/promises';
import { bulkhead } from 'cockatiel';
import type { Response } from 'express';

export const JSON_ANSWER = { 'content-type': 'application/json; charset=utf-8' };

/** So many pieces of all long answers are made at the same time; between two of them other requests have their turn. */
const turns = bulkhead(2, Number.MAX_SAFE_INTEGER);

/** The client went away, or took nothing for too long: nobody is there to be told of it. */
export class StalledClientError extends Error {}

/**
 * Writes an answer piece by piece, the next one when the client has taken the last, so memory stays flat. The first piece is
 * made before the status is sent, and a failure half-way resets the connection, so that no half answer looks whole.
 */
export async function sendPieces(
  { response, stallSeconds = 30 }: { response: Response; stallSeconds?: number },
  headers: Readonly<Record<string, string>>,
  pieces: AsyncIterable<string>,
): Promise<void> {
  const source = pieces[Symbol.asyncIterator]();
  /** Writes the next piece; false: there was none. */
  const writeNext = async (): Promise<boolean> => {
    const piece = await source.next();
    if (!response.headersSent) response.status(200).set(headers);
    if (piece.done === true) return false;
    if (piece.value !== '') response.write(piece.value);
    await setImmediate();
    return true;
  };
  try {
    while (await turns.execute(writeNext)) {
      if (response.destroyed) throw new StalledClientError('the client went away');
      if (response.writableNeedDrain) await drained(response, stallSeconds);
    }
    response.end();
  } catch (error) {
    await source.return?.();
    if (response.headersSent) response.destroy();
    if (!(error instanceof StalledClientError)) throw error;
  }
}

/** When the client has taken what was written. */
export function drained(response: Response, stallSeconds: number): Promise<void> {
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
