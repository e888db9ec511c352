import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { LoggerModule, type Params } from 'nestjs-pino';
import { destination } from 'pino';
import { redactUrl } from './redaction';

export const REQUEST_ID_HEADER = 'x-request-id';
const GOOD_REQUEST_ID = /^[\w.-]{1,64}$/;

/** Structured logs, one JSON object a line, each with the id of its request and without secrets. */
@Module({})
export class LoggingModule {
  static from(settings: Type<{ readonly logLevel: string }>): DynamicModule {
    const logger = LoggerModule.forRootAsync({
      imports: [],
      providers: [],
      inject: [settings],
      useFactory: ({ logLevel }: { readonly logLevel: string }) => loggingParams(logLevel),
    });
    return { module: LoggingModule, imports: [logger], exports: [logger] };
  }
}

/** Lines are written without waiting for the disk or the pipe; at the end of the process the rest is flushed. */
function loggingParams(level: string): Params {
  const options = {
    level,
    genReqId: requestId,
    // only what tells requests apart: headers and query strings carry tokens
    serializers: {
      req: ({ id, method, url, remoteAddress }: { id: string; method: string; url: string; remoteAddress: string }) => ({
        ...{ id, method, url: redactUrl(url), remoteAddress },
      }),
      res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
      err: (error: Error) => ({ type: error.name, message: redactUrl(error.message), stack: redactUrl(error.stack ?? '') }),
    },
    autoLogging: { ignore: ({ url = '' }: IncomingMessage) => url.startsWith('/health') },
  };
  return { pinoHttp: [options, destination({ dest: 1, sync: false })] };
}

/** The caller's id when it is harmless, else a new one; either way it is in the answer. */
function requestId(request: IncomingMessage, response: ServerResponse): string {
  const given = request.headers[REQUEST_ID_HEADER];
  const id = typeof given === 'string' && GOOD_REQUEST_ID.test(given) ? given : randomUUID();
  response.setHeader(REQUEST_ID_HEADER, id);
  return id;
}
