import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Module, type DynamicModule, type Type } from '@nestjs/common';
import type { Request } from 'express';
import { LoggerModule, type Params } from 'nestjs-pino';
import { destination } from 'pino';
import { redactUrl } from './redaction';

export const REQUEST_ID_HEADER = 'x-request-id';
const GOOD_REQUEST_ID = /^[\w.-]{1,64}$/;
const BLOCK_BYTES = 4096;
const FLUSH_MILLISECONDS = 200;

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

/** Lines are written some at a time, without waiting for the disk or the pipe; the end of the process flushes the rest. */
function loggingParams(level: string): Params {
  const options = {
    level,
    genReqId: requestId,
    // only what tells requests apart: headers and query strings carry tokens
    wrapSerializers: false,
    serializers: {
      req: ({ id, method, originalUrl, socket }: Request) => ({
        ...{ id, method, url: redactUrl(originalUrl), remoteAddress: socket.remoteAddress },
      }),
      res: ({ statusCode }: ServerResponse) => ({ statusCode }),
      err: (error: Error) => ({ type: error.name, message: redactUrl(error.message), stack: redactUrl(error.stack ?? '') }),
    },
    autoLogging: { ignore: ({ url = '' }: IncomingMessage) => url.startsWith('/health') },
  };
  return {
    pinoHttp: [options, destination({ dest: 1, sync: false, minLength: BLOCK_BYTES, periodicFlush: FLUSH_MILLISECONDS })],
  };
}

/** The caller's id when it is harmless, else a new one; either way it is in the answer. */
function requestId(request: IncomingMessage, response: ServerResponse): string {
  const given = request.headers[REQUEST_ID_HEADER];
  const id = typeof given === 'string' && GOOD_REQUEST_ID.test(given) ? given : randomUUID();
  response.setHeader(REQUEST_ID_HEADER, id);
  return id;
}
