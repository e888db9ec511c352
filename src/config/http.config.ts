import { z } from 'zod';

const address = z.string().regex(/^[^\s:]+:\d{1,5}$/);

/** Where the service listens, and under which address people reach it. */
export class HttpConfig {
  static readonly schema = z.object({
    NODE_ENV: z
      .enum(['development', 'test', 'production'])
      .default('development')
      .describe('What the process is for; `production` refuses everything that is only for development.'),
    HOST: z.string().default('127.0.0.1').describe('Address to listen on; 0.0.0.0 for all (as the image does).'),
    PORT: z.coerce.number().int().min(0).max(65535).default(8000).describe('Port of the API; 0 takes a free one.'),
    EXTERNAL_SERVER_URL: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe('The address under which users reach the API, without a slash at the end; default: where it listens.'),
    METRICS_ADDRESS: address
      .default('127.0.0.1:9464')
      .describe('Address and port of /metrics, apart from the API; port 0 takes a free one.'),
    LOG_LEVEL: z
      .enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'])
      .default('info')
      .describe('The least severe messages that are logged.'),
  });

  readonly production: boolean;
  readonly host: string;
  readonly port: number;
  readonly externalUrl: string | null;
  readonly metricsHost: string;
  readonly metricsPort: number;
  readonly logLevel: string;

  constructor(env: z.output<typeof HttpConfig.schema>) {
    this.production = env.NODE_ENV === 'production';
    this.host = env.HOST;
    this.port = env.PORT;
    this.externalUrl = env.EXTERNAL_SERVER_URL?.replace(/\/+$/, '') ?? null;
    const [host = '127.0.0.1', port = '9464'] = env.METRICS_ADDRESS.split(':');
    this.metricsHost = host;
    this.metricsPort = Number(port);
    this.logLevel = env.LOG_LEVEL;
  }
}
