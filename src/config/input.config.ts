import { z } from 'zod';
import { originList } from './origin-list';

/**
 * From where a job may take files by URL. Every public host unless a list is set: whoever may run a workflow may attach any
 * bytes, so a host adds nothing to what can be brought in, and what must be kept out, the hosts of this network, never is public.
 */
export class InputConfig {
  static readonly schema = z
    .looseObject({
      INPUT_ORIGINS: originList
        .optional()
        .describe(
          'Where files may lie that a job names by URL: scheme, host and port of each, separated by commas; default: on every public host.',
        ),
      INPUT_ALLOW_LOOPBACK: z
        .stringbool()
        .default(false)
        .describe('Whether the hosts listed in INPUT_ORIGINS may be this machine: for development, refused in production.'),
    })
    .refine((env) => !(env.INPUT_ALLOW_LOOPBACK && env['NODE_ENV'] === 'production'), {
      ...{ path: ['INPUT_ALLOW_LOOPBACK'], error: 'must not be set in production' },
      when: () => true, // beside other faults too: all are told at once
    });

  /** Null: every public host. */
  readonly origins: readonly string[] | null;
  /** Of the origins those that may lie on loopback. */
  readonly loopbackOrigins: readonly string[];
  readonly httpsOnly: boolean;

  constructor(env: z.output<typeof InputConfig.schema>) {
    this.origins = env.INPUT_ORIGINS ?? null;
    this.loopbackOrigins = env.INPUT_ALLOW_LOOPBACK ? (env.INPUT_ORIGINS ?? []) : [];
    this.httpsOnly = env['NODE_ENV'] === 'production';
  }
}
