import { executions } from './executions.mjs';
import { get } from './get.mjs';
import { listOfTenThousand, listOfThousand } from './list.mjs';
import { liveRuns } from './live-runs.mjs';
import { oneStep } from './one-step.mjs';
import { outputsZip } from './outputs-zip.mjs';
import { page } from './page.mjs';
import { picture } from './picture.mjs';
import { register } from './register.mjs';
import { start } from './start.mjs';
import { stepsTenThousand } from './steps-10000.mjs';
import { submit } from './submit.mjs';
import { wrapper } from './wrapper.mjs';

/** In the order in which they run: lists need an exact number of entries, so what adds entries comes later. */
export const ALL_ROWS = [
  ...[start, listOfThousand, listOfTenThousand, page, executions, get, register, submit, oneStep, picture],
  ...[liveRuns, outputsZip, stepsTenThousand, wrapper],
];
