import { executions } from './executions.mjs';
import { get } from './get.mjs';
import { listOfTenThousand, listOfThousand } from './list.mjs';
import { oneStep } from './one-step.mjs';
import { page } from './page.mjs';
import { picture } from './picture.mjs';
import { register } from './register.mjs';
import { start } from './start.mjs';
import { submit } from './submit.mjs';

/** In the order in which they run: lists need an exact number of entries, so what adds entries comes later. */
export const ALL_ROWS = [start, listOfThousand, listOfTenThousand, page, executions, get, register, submit, oneStep, picture];
