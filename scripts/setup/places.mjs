import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the repository. */
export const ROOT = resolve(fileURLToPath(import.meta.url), '../../..');

/** Programs of others that are fetched once and shared by all clones; outside the repository. */
export const CACHE = process.env.REPROV_CACHE ? resolve(process.env.REPROV_CACHE) : join(homedir(), '.cache', 'reprov');

export const CWLTOOL_VENV = join(CACHE, 'cwltool-venv');
export const CWLTOOL = join(CWLTOOL_VENV, 'bin', 'cwltool');
export const PYTHON = process.env.PYTHON || 'python3';
