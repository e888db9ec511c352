import { STATUS_CODES } from 'node:http';
import { Catch, HttpException, Logger, NotFoundException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import type { Request, Response } from 'express';
import { isDatabaseAway } from '../database/database-errors';
import { methodsOfAddress } from '../http/wrong-methods';
import { DomainError, InvalidInputError, MethodNotAllowedError, STATUS_OF_KIND } from './domain-error';

const WORKFLOW_API = /^\/(workflow_registry|workflow_execution|provenance)(\/|$)/;
const DATABASE_RETRY_SECONDS = 5;

interface Failure {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly retryAfterSeconds?: number | undefined;
}

/** One error, two shapes: the envelope on the workflow routes, problem+json everywhere else. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger(ErrorFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const failure = wrongMethod(error, request, response) ?? toFailure(error);
    this.log(failure, error);
    if (response.headersSent) {
      response.destroy(); // half an answer must not look whole
      return;
    }
    if (failure.retryAfterSeconds !== undefined) response.setHeader('retry-after', String(failure.retryAfterSeconds));
    if (failure.status === 401) response.setHeader('www-authenticate', 'Bearer');
    if (WORKFLOW_API.test(request.path)) sendEnvelope(response, failure);
    else sendProblem(response, failure, request.path);
  }

  private log(failure: Failure, error: unknown): void {
    if (failure.status === 500) this.logger.error(error);
    else if (failure.status > 500) this.logger.warn(`${failure.code}: ${failure.message}`);
  }
}

/** For ValidationPipe: one error that lists every wrong field. */
export function invalidInput(errors: ValidationError[]): InvalidInputError {
  const faults = errors.map(({ property, constraints }) => ({
    path: property,
    message: Object.values(constraints ?? {}).join('; '),
  }));
  const sentences = faults.map(({ path, message }) => `${path}: ${message}`).join('; ');
  return new InvalidInputError(`Please correct ${sentences}.`, { errors: faults });
}

/** No route took the request, but the address has routes for other methods. */
function wrongMethod(error: unknown, request: Request, response: Response): Failure | undefined {
  if (!(error instanceof NotFoundException) || !error.message.startsWith(`Cannot ${request.method} `)) return undefined;
  const methods = methodsOfAddress(request);
  if (methods.length === 0) return undefined;
  response.setHeader('allow', methods.join(', '));
  return toFailure(new MethodNotAllowedError(`This address does not take ${request.method}; it takes ${methods.join(', ')}.`));
}

function toFailure(error: unknown): Failure {
  if (error instanceof DomainError) {
    const { code, message, details, retryAfterSeconds } = error;
    return { status: STATUS_OF_KIND[error.kind], code, message, details, retryAfterSeconds };
  }
  if (error instanceof HttpException) {
    return { status: error.getStatus(), code: `http.${error.getStatus()}`, message: error.message, details: {} };
  }
  if (isDatabaseAway(error)) {
    const message = 'The database cannot be reached at the moment. Try again in a few seconds.';
    return { status: 503, code: 'database.unavailable', message, details: {}, retryAfterSeconds: DATABASE_RETRY_SECONDS };
  }
  const refusal = bodyRefusal(error);
  return refusal ?? { status: 500, code: 'internal', message: 'An unexpected error occurred.', details: {} };
}

/** Express's body parsers and router throw plain errors that carry a status and say whether their text may be shown. */
function bodyRefusal(error: unknown): Failure | undefined {
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') return undefined;
  if (error.status < 400 || error.status >= 500) return undefined;
  return { status: error.status, code: `http.${error.status}`, message: error.message, details: {} };
}

function sendEnvelope(response: Response, { status, code, message, details }: Failure): void {
  const data = details['data'] ?? null;
  const findings = details['errors'] ?? details['findings'];
  const more = findings === undefined ? {} : { errors: findings };
  response.status(status).json({ success: false, code: status, message, data, error_code: code, ...more });
}

function sendProblem(response: Response, { status, code, message, details }: Failure, instance: string): void {
  const problem = {
    type: 'about:blank',
    title: STATUS_CODES[status],
    status,
    detail: message,
    instance,
    code,
    extra_info: details,
  };
  response.status(status).type('application/problem+json').json(problem);
}
