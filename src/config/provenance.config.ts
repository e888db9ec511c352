import { z } from 'zod';

/** How provenance is named and how much may be drawn. */
export class ProvenanceConfig {
  static readonly schema = z.object({
    PROV_BASE_IRI: z
      .url({ protocol: /^https?$/ })
      .default('https://reprov.example.org')
      .describe(
        'Base of all names in provenance records, without a slash at the end; fixed at the first start, since records must not change their names.',
      ),
    DRAW_LIMIT_SECONDS: z.coerce
      .number()
      .min(0.1)
      .max(300)
      .default(20)
      .describe('A picture that takes longer is given up with 503.'),
    DRAW_MAX_NODES: z.coerce
      .number()
      .int()
      .min(10)
      .max(20_000)
      .default(2000)
      .describe('A picture of more nodes is refused with 413.'),
  });

  readonly baseIri: string;
  readonly drawLimitMilliseconds: number;
  readonly drawMaxNodes: number;

  constructor(env: z.output<typeof ProvenanceConfig.schema>) {
    this.baseIri = env.PROV_BASE_IRI.replace(/\/+$/, '');
    this.drawLimitMilliseconds = env.DRAW_LIMIT_SECONDS * 1000;
    this.drawMaxNodes = env.DRAW_MAX_NODES;
  }
}
