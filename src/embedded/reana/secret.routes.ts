import { Router } from 'express';
import { BadRequestError, ConflictError } from './embedded.errors';
import { bodyMembers, queryFlag } from './request-values';
import type { Secret, SecretStore } from './secret.store';

/** The user's secrets. */
export function secretRoutes(secrets: SecretStore): Router {
  const router = Router();
  router.get('/secrets', (_request, response) => void response.json(secrets.list()));
  router.post('/secrets', (request, response) => {
    const given = Object.entries(bodyMembers(request)).map(([name, value]) => toSecret(name, value));
    if (!secrets.add(given, queryFlag(request, 'overwrite')))
      throw new ConflictError('One or more of the secrets exist already. Use overwrite to replace them.');
    response.status(201).json({ message: 'Secret(s) successfully added.' });
  });
  router.delete('/secrets', (request, response) => {
    const body: unknown = request.body;
    const names = Array.isArray(body) ? body.map((one) => String(one)) : [];
    const missing = secrets.remove(names);
    response.status(missing.length > 0 ? 404 : 200).json(missing.length > 0 ? missing : names);
  });
  return router;
}

function toSecret(name: string, value: unknown): Secret {
  const type = (value as { type?: unknown } | null)?.type;
  if (type !== 'env' && type !== 'file') throw new BadRequestError(`Secret "${name}" must have the type env or file.`);
  return { name, type };
}
