import express, { type ErrorRequestHandler, type Express } from 'express';
import { DomainError, STATUS_OF_KIND } from '../../common/errors/domain-error';
import { refuseForeignCallers, requireToken } from './access.guard';
import { comparisonRoutes } from './comparison.routes';
import { NotFoundError } from './embedded.errors';
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
  app.use('/api', requireToken(parts.facts.token), express.json({ limit: JSON_LIMIT, strict: false }));
  app.use('/api', probeRoutes(parts.facts), secretRoutes(parts.secrets), runRoutes(parts));
  app.use('/api', workspaceRoutes(parts), comparisonRoutes(parts));
  app.use(() => {
    throw new NotFoundError('There is no such route.');
  });
  app.use(renderError);
  return app;
}

/** Every refusal has a JSON body with `message`: clients of REANA read nothing else. The URL, which holds the token, is never told. */
const renderError: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
  const status = statusOf(error);
  if (status >= 500) process.stderr.write(`${(error as Error).stack}\n`);
  if (response.headersSent) return void response.destroy();
  response
    .status(status)
    .json({ message: status >= 500 ? 'Something went wrong in the server; its log says more.' : (error as Error).message });
};

function statusOf(error: unknown): number {
  if (error instanceof DomainError) return STATUS_OF_KIND[error.kind];
  const status = (error as { status?: unknown }).status;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}
