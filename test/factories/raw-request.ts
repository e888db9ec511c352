import { request } from 'node:http';

/** The answer to a request that is sent as it is written: fetch would tidy up its address and add headers about caches. */
export function rawGet(
  client: { readonly url: string; readonly token: string },
  path: string,
  more: Readonly<Record<string, string>> = {},
): Promise<{ status: number; body: string }> {
  const { hostname, port } = new URL(client.url);
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${client.token}`, ...more };
    request({ hostname, port, path, headers }, (answer) => {
      let body = '';
      answer.setEncoding('utf8').on('data', (text: string) => (body += text));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body })).on('error', reject);
    })
      .on('error', reject)
      .end();
  });
}
