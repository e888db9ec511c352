import type { Process } from '../document/model';
import { distinctProcesses, forEachUse } from '../document/surroundings';
import type { CwlLimits } from '../limits';
import type { Report } from '../source/report';
import { ComparisonBudget } from '../types/assignable';
import { checkCycles } from './cycles';
import { checkDefaultFiles, findDefaultFiles } from './default-files';
import { FeatureChecker } from './features';
import { LinkChecker } from './links';
import { checkPlatformValues, refusePlatformValues } from './platform-values';
import { ReanaChecker } from './reana';
import { checkScatter } from './scatter';
import { checkSize } from './size';

export interface CheckContext {
  readonly limits: CwlLimits;
  readonly report: Report;
  readonly hasFile: ((path: string) => boolean) | null;
}

/** All checks of a workflow that was read; answers the paths of the files that its documents name. */
export function checkWorkflow(main: Process, { limits, report, hasFile }: CheckContext): string[] {
  const budget = new ComparisonBudget();
  const processes = distinctProcesses(main);
  const files = processes.flatMap((process) => findDefaultFiles(process, report));
  if (hasFile) checkDefaultFiles(files, hasFile, report);
  checkPlatformValues(main, report);
  for (const process of processes) {
    if (process !== main) refusePlatformValues(process, report);
    if (process.class !== 'Workflow') continue;
    new LinkChecker(process, report, budget).check();
    checkCycles(process, report);
    for (const step of process.steps) checkScatter(step, report);
  }
  if (checkSize(main, limits, report)) {
    const features = new FeatureChecker(report);
    const reana = new ReanaChecker(report);
    forEachUse(main, (use) => {
      features.check(use);
      reana.check(use);
    });
  }
  return [...new Set(files.map(({ path }) => path))].sort();
}
