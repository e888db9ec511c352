import { z } from 'zod';
import { originList } from './origin-list';

/** Which catalogues a workflow may take its inputs from. */
export class CatalogueConfig {
  static readonly schema = z
    .looseObject({
      CATALOGUE_ORIGINS: originList
        .default(['https://api.aiodp.eu'])
        .describe('Catalogues that `valueFromPlatform` may name: scheme, host and port of each, separated by commas.'),
      CATALOGUE_ALLOW_LOOPBACK: z
        .stringbool()
        .default(false)
        .describe('Whether the catalogues above may run on this machine: for development, refused in production.'),
    })
    .refine((env) => !(env.CATALOGUE_ALLOW_LOOPBACK && env['NODE_ENV'] === 'production'), {
      ...{ path: ['CATALOGUE_ALLOW_LOOPBACK'], error: 'must not be set in production' },
      when: () => true, // beside other faults too: all are told at once
    });

  readonly origins: readonly string[];
  /** Of the origins those that may lie on loopback. */
  readonly loopbackOrigins: readonly string[];
  readonly httpsOnly: boolean;

  constructor(env: z.output<typeof CatalogueConfig.schema>) {
    this.origins = env.CATALOGUE_ORIGINS;
    this.loopbackOrigins = env.CATALOGUE_ALLOW_LOOPBACK ? env.CATALOGUE_ORIGINS : [];
    this.httpsOnly = env['NODE_ENV'] === 'production';
  }
}
