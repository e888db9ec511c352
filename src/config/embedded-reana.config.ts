import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { loadSettings, readEnvironment, type Environment } from './settings';

const MIB = 1024 * 1024;
const bytes = z.coerce.number().int().min(1024);

/** How the embedded REANA server runs; it has its own process and its own folder. */
export class EmbeddedReanaConfig {
  static readonly schema = z.object({
    NODE_ENV: z
      .enum(['development', 'test', 'production'])
      .default('development')
      .refine((value) => value !== 'production', 'the embedded REANA server is for development and tests, not for production')
      .describe('What the process is for; the embedded REANA server refuses `production`.'),
    DATA_DIR: z.string().default('data').describe('Folder of everything that is kept in files.'),
    REPROV_CACHE: z.string().optional().describe('Folder of outside programs; default: ~/.cache/reprov.'),
    CWLTOOL_PATH: z
      .string()
      .optional()
      .describe('The cwltool program; default: the one that `make` installs below REPROV_CACHE, cwltool-venv/bin/cwltool.'),
    EMBEDDED_REANA_DIR: z
      .string()
      .optional()
      .describe('Folder of the embedded REANA server: token, database, workspaces; default: embedded-reana in DATA_DIR.'),
    EMBEDDED_REANA_PORT: z.coerce
      .number()
      .int()
      .min(0)
      .max(65535)
      .default(0)
      .describe('Port of the embedded REANA server on 127.0.0.1; 0 takes a free one.'),
    EMBEDDED_REANA_MAX_RUNS: z.coerce
      .number()
      .int()
      .min(1)
      .max(64)
      .default(2)
      .describe('Runs that the embedded REANA server works on at once; the others wait in its queue.'),
    EMBEDDED_REANA_WALL_SECONDS: z.coerce
      .number()
      .int()
      .min(1)
      .max(604_800)
      .default(21_600)
      .describe('A run of the embedded REANA server that takes longer is ended and fails.'),
    EMBEDDED_REANA_LOG_BYTES: bytes.default(16 * MIB).describe('A run that writes a longer log, in bytes, is ended and fails.'),
    EMBEDDED_REANA_WORKSPACE_BYTES: bytes
      .default(10_240 * MIB)
      .describe('Bytes that one workspace may hold; an upload beyond is refused, a run that writes more is ended and fails.'),
    EMBEDDED_REANA_SANDBOX: z
      .enum(['auto', 'required', 'off'])
      .default('auto')
      .describe('Confine the commands of a run with bubblewrap: where it works, always (else the server does not start), never.'),
  });

  readonly folder: string;
  readonly port: number;
  readonly cwltool: string;
  readonly maxRuns: number;
  readonly wallSeconds: number;
  readonly logBytes: number;
  readonly workspaceBytes: number;
  readonly sandbox: 'auto' | 'required' | 'off';

  constructor(env: z.output<typeof EmbeddedReanaConfig.schema>) {
    const cache = env.REPROV_CACHE ?? join(homedir(), '.cache', 'reprov');
    this.folder = resolve(env.EMBEDDED_REANA_DIR ?? join(env.DATA_DIR, 'embedded-reana'));
    this.port = env.EMBEDDED_REANA_PORT;
    this.cwltool = resolve(env.CWLTOOL_PATH ?? join(cache, 'cwltool-venv', 'bin', 'cwltool'));
    this.maxRuns = env.EMBEDDED_REANA_MAX_RUNS;
    this.wallSeconds = env.EMBEDDED_REANA_WALL_SECONDS;
    this.logBytes = env.EMBEDDED_REANA_LOG_BYTES;
    this.workspaceBytes = env.EMBEDDED_REANA_WORKSPACE_BYTES;
    this.sandbox = env.EMBEDDED_REANA_SANDBOX;
  }

  /** Checked once; a SettingsError names every variable that is at fault. */
  static from(env: Environment = readEnvironment(process.cwd())): EmbeddedReanaConfig {
    return loadSettings([EmbeddedReanaConfig], env).get(EmbeddedReanaConfig) as EmbeddedReanaConfig;
  }
}
