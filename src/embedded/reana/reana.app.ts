import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import { DomainError, STATUS_OF_KIND } from '../../common/errors/domain-error';
import { refuseForeignCallers, requireToken } from './access.guard';
import { comparisonRoutes } from './comparison.routes';
import type { DataFolder } from './data.folder';
import { FolderGoneError, NotFoundError, StorageFullError, isDiskFull } from './embedded.errors';
import { pingRoutes, probeRoutes, type ServerFacts } from './probe.routes';
import { runRoutes } from './run.routes';
import { secretRoutes } from './secret.routes';
import type { SecretStore } from './secret.store';
import { workspaceRoutes, type WorkspaceParts } from './workspace.routes';

const JSON_LIMIT = '32mb';

export interface AppParts extends WorkspaceParts {
  readonly secrets: SecretStore;
  readonly facts: ServerFacts;
}

/** REANA's HTTP interface. */
export function reanaApp(parts: AppParts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('query parser', 'simple');
  app.use(refuseForeignCallers);
  app.use('/api', pingRoutes());
  app.use('/api', requireToken(parts.facts.token), refuseWithoutFolder(parts.folder));
  app.use('/api', express.json({ limit: JSON_LIMIT, strict: false }));
  app.use('/api', probeRoutes(parts.facts), secretRoutes(parts.secrets), runRoutes(parts));
  app.use('/api', workspaceRoutes(parts), comparisonRoutes(parts));
  app.use(() => {
    throw new NotFoundError('There is no such route.');
  });
  app.use(renderError);
  return app;
}

/** Nothing is acknowledged that could not be kept; what is known can still be read. */
function refuseWithoutFolder(folder: DataFolder): RequestHandler {
  return (request, _response, next) => {
    if (request.method !== 'GET' && !folder.exists()) throw new FolderGoneError();
    next();
  };
}

/** Every refusal has a JSON body with `message`: clients of REANA read nothing else. The URL, which holds the token, is never told. */
const renderError: ErrorRequestHandler = (thrown: unknown, _request, response, _next) => {
  const error = isDiskFull(thrown) ? new StorageFullError(thrown) : thrown;
  const status = statusOf(error);
  if (status >= 500) process.stderr.write(`${(thrown as Error).stack}\n`);
  if (response.headersSent) return void response.destroy();
  const isTold = status < 500 || error instanceof DomainError;
  response
    .status(status)
    .json({ message: isTold ? (error as Error).message : 'Something went wrong in the server; its log says more.' });
};

function statusOf(error: unknown): number {
  if (error instanceof DomainError) return STATUS_OF_KIND[error.kind];
  const status = (error as { status?: unknown }).status;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}
