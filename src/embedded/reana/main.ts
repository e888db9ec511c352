import { EmbeddedReanaConfig } from '../../config/embedded-reana.config';
import { ReanaServer } from './reana.server';

/** Starts the server, tells on stdout where it listens, and lives until SIGTERM or SIGINT. */
async function main(): Promise<void> {
  const server = await ReanaServer.start(EmbeddedReanaConfig.from());
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => {
      server.close().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  process.stderr.write(`Confinement of commands: ${server.sandbox}\n`);
  process.stdout.write(`${JSON.stringify({ listening: server.url })}\n`);
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
