import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import { BadTokenError, ForeignCallerError, NotSignedInError } from './embedded.errors';
import { queryText } from './request-values';

const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i;
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** A web page of somebody else must not reach the server: neither under another name for this machine nor from its own origin. */
export const refuseForeignCallers: RequestHandler = (request, _response, next) => {
  const { host = '', origin } = request.headers;
  if (!LOOPBACK.test(host)) throw new ForeignCallerError('This server answers on 127.0.0.1 only.');
  if (origin !== undefined && origin !== `http://${host}`) throw new ForeignCallerError('Requests of web pages are refused.');
  next();
};

/** REANA's token stands in the query; as an addition a Bearer header is taken too. */
export function requireToken(token: string): RequestHandler {
  const expected = digest(token);
  return (request, _response, next) => {
    const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const given = queryText(request, 'access_token') ?? bearer;
    if (given === undefined || given === '') throw new NotSignedInError();
    if (!timingSafeEqual(digest(given), expected)) throw new BadTokenError();
    next();
  };
}
