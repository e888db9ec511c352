import { request } from 'node:http';
import { Readable } from 'node:stream';

interface Form {
  readonly token: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** A request whose parameters are in a form, for methods with which `fetch` sends no body, and curl does. */
export function requestWithForm(method: string, url: string, { token, fields }: Form): Promise<Response> {
  const form = new URLSearchParams(fields).toString();
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': Buffer.byteLength(form),
  };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, (answer) => {
      const body = Readable.toWeb(answer) as ReadableStream<Uint8Array>;
      resolve(new Response(body, { status: answer.statusCode ?? 0, headers: answer.headers as Record<string, string> }));
    });
    sent.once('error', reject).end(form);
  });
}
