import { rmSync } from 'node:fs';
import { startEmbeddedReana, type EmbeddedReana } from '../fakes/embedded-reana';
import { ReanaClient, installReanaClient } from './reana-client-program';
import { aReanaProject } from './reana-client-project';
import { ReanaRequests } from './reana-client-requests';

/** Somebody with the genuine client, in the folder of a project, before an embedded server. */
export interface ReanaClientScene {
  readonly server: EmbeddedReana;
  /** The folder. */
  readonly project: string;
  readonly client: ReanaClient;
  readonly requests: ReanaRequests;
  stop(): Promise<void>;
}

/** The first one on a machine installs the client, which may take minutes. */
export async function startReanaClientScene(): Promise<ReanaClientScene> {
  await installReanaClient();
  const server = await startEmbeddedReana();
  const project = aReanaProject();
  const stop = async (): Promise<void> => {
    await server.stop();
    rmSync(project, { recursive: true, force: true });
  };
  return { server, project, client: new ReanaClient(server, project), requests: new ReanaRequests(server), stop };
}
