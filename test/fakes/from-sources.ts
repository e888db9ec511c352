import { join } from 'node:path';

/** Lets a thread or process of its own run the TypeScript sources. */
export const FROM_SOURCES = { execArgv: ['--require', join(__dirname, 'typescript-hook.cjs')] };
