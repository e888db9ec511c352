import { z } from 'zod';

/** Where REANA is, and how executions are followed there. */
export class ReanaConfig {
  static readonly schema = z.object({
    REANA_SERVER_URL: z.url({ protocol: /^https?$/ }).describe('Address of the REANA server, without `/api`.'),
    REANA_ACCESS_TOKEN: z
      .string()
      .min(1)
      .describe('Access token of the user at REANA whose runs these are. REANA_ACCESS_TOKEN_FILE may name a file that holds it.'),
    REANA_POLL_SECONDS: z.coerce
      .number()
      .min(0.1)
      .max(300)
      .default(5)
      .describe('How often active runs are looked at in their first two minutes; later every 15 s, after an hour every 60 s.'),
    REANA_REQUESTS_PER_SECOND: z.coerce
      .number()
      .min(0.1)
      .max(1000)
      .default(10)
      .describe('How many requests a second all processes together send to REANA, which refuses more than 20.'),
    REANA_TRANSFER_SECONDS: z.coerce
      .number()
      .min(10)
      .max(86_400)
      .default(3600)
      .describe('Longest time that the transfer of one file from or to REANA may take.'),
    EXECUTE_WAIT_SECONDS: z.coerce
      .number()
      .min(0)
      .max(120)
      .default(10)
      .describe('How long the answer to an execute request waits for the run to be created at REANA.'),
    EXECUTION_LEASE_SECONDS: z.coerce
      .number()
      .min(1)
      .max(600)
      .default(20)
      .describe(
        'How long an execution belongs to the process that works on it; when it dies, another takes over after that time.',
      ),
    REANA_CREATE_SECONDS: z.coerce
      .number()
      .min(0.1)
      .max(600)
      .default(60)
      .describe('How long REANA may work on the creation of a run whose answer was lost: no second one is asked for before.'),
  });

  /** Without a slash at the end. */
  readonly serverUrl: string;
  readonly accessToken: string;
  readonly pollSeconds: number;
  readonly requestsPerSecond: number;
  readonly transferSeconds: number;
  readonly executeWaitSeconds: number;
  readonly leaseSeconds: number;
  readonly createSeconds: number;

  constructor(env: z.output<typeof ReanaConfig.schema>) {
    this.serverUrl = env.REANA_SERVER_URL.replace(/\/+$/, '');
    this.accessToken = env.REANA_ACCESS_TOKEN;
    this.pollSeconds = env.REANA_POLL_SECONDS;
    this.requestsPerSecond = env.REANA_REQUESTS_PER_SECOND;
    this.transferSeconds = env.REANA_TRANSFER_SECONDS;
    this.executeWaitSeconds = env.EXECUTE_WAIT_SECONDS;
    this.leaseSeconds = env.EXECUTION_LEASE_SECONDS;
    this.createSeconds = env.REANA_CREATE_SECONDS;
  }
}
