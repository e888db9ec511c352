import { parseArgs } from 'node:util';
import { startDevIssuer } from './dev-issuer';

/** `node dist/src/embedded/identity/main.js [--port 8080] [--allow-origin http://127.0.0.1:8000]...`: ready when it printed its line. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { port: { type: 'string', default: '0' }, 'allow-origin': { type: 'string', multiple: true, default: [] } },
  });
  const { issuer, server } = await startDevIssuer({ port: Number(values.port), allowedOrigins: values['allow-origin'] });
  process.stdout.write(`${JSON.stringify({ issuer })}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      server.close();
      server.closeAllConnections();
    });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
