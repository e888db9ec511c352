import type { DeploymentVariable } from './render.mjs';

export const DEPLOYMENT_VARIABLES: readonly DeploymentVariable[];
