import { HttpReanaGateway } from '../../src/reana/http-reana.gateway';
import { CLIENT_DEFAULTS, ReanaClient, type ReanaClientOptions } from '../../src/reana/reana.client';

/** The real gateway, with short waits, against a server of the test. */
export function aReanaGateway(
  server: { readonly url: string; readonly token: string },
  options: Partial<ReanaClientOptions> = {},
): HttpReanaGateway {
  const client = new ReanaClient({
    ...CLIENT_DEFAULTS,
    backOffMilliseconds: 5,
    serverUrl: server.url,
    accessToken: server.token,
    userAgent: 'reprov/test',
    ...options,
  });
  return new HttpReanaGateway(client, server.url);
}
