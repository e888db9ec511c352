import { Router } from 'express';

/** The version of REANA's HTTP interface that this server speaks. */
const VERSION = '0.9.4';

/** What REANA tells about Kubernetes; jobs are plain processes here. */
const WITHOUT_LIMIT = [
  ['default_kubernetes_cpu_request', 'Default CPU request for Kubernetes jobs'],
  ['default_kubernetes_cpu_limit', 'Default CPU limit for Kubernetes jobs'],
  ['default_kubernetes_memory_request', 'Default memory request for Kubernetes jobs'],
  ['default_kubernetes_memory_limit', 'Default memory limit for Kubernetes jobs'],
  ['kubernetes_max_cpu_request', 'Maximum allowed CPU request for Kubernetes jobs'],
  ['kubernetes_max_cpu_limit', 'Maximum allowed CPU limit for Kubernetes jobs'],
  ['kubernetes_max_memory_request', 'Maximum allowed memory request for Kubernetes jobs'],
  ['kubernetes_max_memory_limit', 'Maximum allowed memory limit for Kubernetes jobs'],
  ['maximum_workspace_retention_period', 'Maximum retention period in days for workspace files'],
  ['maximum_interactive_session_inactivity_period', 'Maximum inactivity period in days before automatic closure of sessions'],
] as const;

export interface ServerFacts {
  readonly token: string;
  readonly tokenMadeAt: Date;
  /** Which confinement of commands holds. */
  readonly sandbox: string;
  readonly workspaces: string;
  readonly wallSeconds: number;
}

/** Needs no token. */
export function pingRoutes(): Router {
  const router = Router();
  router.get('/ping', (_request, response) => void response.json({ message: 'OK', status: '200' }));
  return router;
}

/** Who am I, and what can this server do. */
export function probeRoutes(facts: ServerFacts): Router {
  const router = Router();
  const usage = (text: string) => ({ usage: { raw: 0, human_readable: text } });
  router.get('/you', (_request, response) => {
    response.json({
      email: 'user@embedded.invalid',
      full_name: 'User of the embedded server',
      username: 'user@embedded.invalid',
      reana_server_version: VERSION,
      reana_token: { value: facts.token, status: 'active', requested_at: facts.tokenMadeAt.toUTCString() },
      quota: { cpu: usage('0s'), disk: usage('0 Bytes') },
    });
  });
  router.get('/info', (_request, response) => void response.json(info(facts)));
  return router;
}

/** Documents that name another compute backend run as well, on this machine. */
function info(facts: ServerFacts) {
  const entry = (title: string, value: unknown) => ({ title, value });
  return {
    compute_backends: entry('List of supported compute backends', ['kubernetes', 'htcondorcern', 'slurmcern']),
    default_workspace: entry('Default workspace', facts.workspaces),
    workspaces_available: entry('List of available workspaces', [facts.workspaces]),
    default_kubernetes_jobs_timeout: entry('Default timeout for jobs, in seconds', `${facts.wallSeconds}`),
    maximum_kubernetes_jobs_timeout: entry('Maximum timeout for jobs, in seconds', `${facts.wallSeconds}`),
    ...Object.fromEntries(WITHOUT_LIMIT.map(([name, title]) => [name, entry(title, null)])),
    embedded_sandbox: entry('Confinement of the commands of a run', facts.sandbox),
  };
}
