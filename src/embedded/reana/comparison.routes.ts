import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Router } from 'express';
import { pathText, queryCount, queryFlag } from './request-values';
import { fullName, type ReanaSpecification, type Run } from './run';
import type { RunParts } from './run.routes';

const SECTIONS = ['version', 'inputs', 'workflow', 'outputs'] as const;
const MAX_BYTES = 4 * 1024 * 1024;
const DEFAULT_CONTEXT = 5;

/** How two runs differ: in their specifications and in their workspaces. */
export function comparisonRoutes({ runs, store, folder }: RunParts): Router {
  const router = Router();
  router.get('/workflows/:one/diff/:other', async (request, response) => {
    const pair = [runs.require(pathText(request, 'one')), runs.require(pathText(request, 'other'))] as const;
    const context = queryCount(request, 'context_lines') ?? DEFAULT_CONTEXT;
    const [one, other] = pair.map((run) => store.specification(run.id)) as [ReanaSpecification, ReanaSpecification];
    const sections = await specificationDiff(one, other, context);
    const options = queryFlag(request, 'brief') ? ['-q'] : ['-U', `${context}`];
    const listing = await workspaceDiff(pair, (run) => folder.workspace(run).root, options);
    // Twice encoded: both members are texts that are JSON themselves.
    response.json({ reana_specification: JSON.stringify(sections), workspace_listing: JSON.stringify(listing) });
  });
  return router;
}

async function specificationDiff(one: ReanaSpecification, other: ReanaSpecification, context: number) {
  const scratch = await mkdtemp(join(tmpdir(), 'reana-diff-'));
  try {
    const sections: Record<string, string[]> = {};
    for (const section of SECTIONS) {
      const files = [join(scratch, 'one'), join(scratch, 'other')];
      await Promise.all([one, other].map((spec, side) => writeFile(files[side] ?? '', lines(spec[section]))));
      const found = await diff(['-U', `${context}`, ...files]);
      sections[section] = found.split('\n').filter((line, index) => index > 1 && line !== '');
    }
    return sections;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function lines(value: unknown): string {
  return value === undefined ? '' : `${JSON.stringify(value, null, 2)}\n`;
}

/** Real paths of the server do not appear; links are compared, not followed. */
async function workspaceDiff(pair: readonly [Run, Run], rootOf: (run: Run) => string, options: string[]): Promise<string> {
  const roots = pair.map(rootOf);
  const text = await diff(['-r', '--no-dereference', ...options, ...roots]);
  return pair.reduce((shown, run, side) => shown.replaceAll(roots[side] ?? '', fullName(run)), text);
}

/** Exit code 1 of diff means that there are differences; what is longer than the cap is cut. */
function diff(args: string[]): Promise<string> {
  return new Promise((resolve) => {
    const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8' };
    execFile('diff', args, { maxBuffer: MAX_BYTES, env }, (_error, stdout) => resolve(stdout));
  });
}
