import { z } from 'zod';

/** Origins (scheme, host and port), separated by commas. */
export const originList = z
  .string()
  .transform((text) => text.split(',').map((item) => item.trim().replace(/\/+$/, '')))
  .refine((list) => list.every((item) => URL.canParse(item) && new URL(item).origin === item && /^https?:/.test(item)), {
    message: 'must be origins such as https://api.aiodp.eu, separated by commas',
  });
