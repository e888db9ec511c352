import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Answer = (response: ServerResponse) => void;

/** A web server with files for jobs to name, and with all that can be wrong with one. */
export class FileServer {
  origin = '';
  /** The paths that were asked for. */
  readonly asked: string[] = [];
  private readonly files = new Map<string, readonly Answer[]>();
  private server: Server;

  static async start(): Promise<FileServer> {
    const fake = new FileServer();
    fake.server = createServer((request, response) => fake.answer(request.url ?? '/', response));
    await new Promise<void>((resolve) => fake.server.listen(0, '127.0.0.1', resolve));
    fake.origin = `http://127.0.0.1:${(fake.server.address() as AddressInfo).port}`;
    return fake;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Serves the path with these answers, one after the other, the last for ever. Gives its address. */
  serve(path: string, ...answers: readonly (string | Answer)[]): string {
    this.files.set(
      path,
      answers.map((one) => (typeof one === 'string' ? file(one) : one)),
    );
    return this.origin + path;
  }

  count(path: string): number {
    return this.asked.filter((one) => one === path).length;
  }

  private answer(path: string, response: ServerResponse): void {
    this.asked.push(path);
    const answers = this.files.get(path) ?? [status(404)];
    answers[Math.min(this.count(path), answers.length) - 1]!(response);
  }
}

export function file(text: string | Buffer): Answer {
  return (response) => void response.writeHead(200, { etag: '"v1"' }).end(text);
}

export function status(code: number, headers: Record<string, string> = {}): Answer {
  return (response) => void response.writeHead(code, headers).end('an answer of the host');
}

/** Half of what it promises, then nothing. */
export const broken: Answer = (response) => {
  response.writeHead(200, { 'content-length': '1000' }).write('half');
  setTimeout(() => response.destroy(), 20);
};

export const endless: Answer = (response) => {
  response.writeHead(200);
  const more = (): void => {
    while (!response.destroyed && response.write(Buffer.alloc(65_536)));
    if (!response.destroyed) response.once('drain', more);
  };
  more();
};
