// Writes .env.example from the settings classes of the built service.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { DEPLOYMENT_VARIABLES } from './env-example/deployment-variables.mjs';
import { renderEnvExample } from './env-example/render.mjs';
import { ROOT } from './setup/places.mjs';

const { ALL_SETTINGS } = createRequire(import.meta.url)(join(ROOT, 'dist/src/config/all-settings.js'));
writeFileSync(join(ROOT, '.env.example'), renderEnvExample(ALL_SETTINGS, DEPLOYMENT_VARIABLES));
