import { z } from 'zod';

/** How executions are measured and watched. */
export class ExecutionConfig {
  static readonly schema = z.object({
    INSTRUMENT: z
      .enum(['on', 'off'])
      .default('on')
      .describe(
        'Whether each step is wrapped so that exit code, times, resources and files are observed; `off`: runs exactly as registered.',
      ),
    REANA_SPECIFICATION_KIB: z.coerce
      .number()
      .int()
      .min(1)
      .max(102_400)
      .default(90)
      .describe('Largest workflow document that REANA takes, in KiB: it hands it over as one argument of a command.'),
    EXECUTION_STALE_HOURS: z.coerce
      .number()
      .min(0.001)
      .max(8760)
      .default(24)
      .describe('An execution that goes on without a change for so long is shown as stale; it is not ended.'),
  });

  readonly instrument: boolean;
  readonly specificationBytes: number;
  readonly staleMilliseconds: number;

  constructor(env: z.output<typeof ExecutionConfig.schema>) {
    this.instrument = env.INSTRUMENT === 'on';
    this.specificationBytes = env.REANA_SPECIFICATION_KIB * 1024;
    this.staleMilliseconds = env.EXECUTION_STALE_HOURS * 3_600_000;
  }
}
