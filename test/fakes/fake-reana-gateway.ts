import type { RequestBudget } from '../../src/reana/budget/request-budget';
import { RequestLine } from '../../src/reana/budget/request-line';
import { HttpReanaGateway } from '../../src/reana/http-reana.gateway';
import { CLIENT_DEFAULTS, ReanaClient, type ReanaClientOptions } from '../../src/reana/reana.client';

/** Lets every request through at once. */
export const NO_LIMIT: RequestBudget = {
  intervalMilliseconds: 0,
  burst: 1000,
  reserve: (count) =>
    Promise.resolve({ at: performance.now(), waitsMilliseconds: Array<number>(count).fill(0), nextWaitMilliseconds: 0 }),
  postpone: () => Promise.resolve(),
};

/** The real gateway, with short waits, against a server of the test. */
export function aReanaGateway(
  server: { readonly url: string; readonly token: string },
  options: Partial<ReanaClientOptions> = {},
  { budget = NO_LIMIT, patienceMilliseconds = 30_000 }: { budget?: RequestBudget; patienceMilliseconds?: number } = {},
): HttpReanaGateway {
  const settings = {
    ...CLIENT_DEFAULTS,
    backOffMilliseconds: 5,
    openMilliseconds: 100,
    serverUrl: server.url,
    accessToken: server.token,
    userAgent: 'reprov/test',
    ...options,
  };
  return new HttpReanaGateway(new ReanaClient(settings, new RequestLine(budget, patienceMilliseconds)), server.url);
}
