import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../../scripts/setup/failure.mjs';

const HOME = '/var/reana/users/00000000-0000-0000-0000-000000000000/workflows/11111111-1111-1111-1111-111111111111/cwl';

/**
 * The jobs of the scattered step of `scatterWorkflow` as REANA tells of them when they have ended: the command with all that
 * REANA's engine puts around it, and in the log the line of the wrapper that was submitted.
 */
export function measuredJobs({ workflow }, { step, count }) {
  const { baseCommand: words } = workflow.specification.$graph.find((process) => process.class === 'CommandLineTool');
  const line = recordOf(words);
  return Array.from({ length: count }, (_, index) => {
    const home = `${HOME}/${hashOf(`folder ${index}`).slice(0, 16)}`;
    const record = line
      .replace(/"cwd":\{[^}]*\}/, `"cwd":{"p":"${home}"}`)
      .replace(/"h":"[0-9a-f]{64}"/, `"h":"${hashOf(index)}"`);
    return {
      name: index === 0 ? step : `${step}_${index + 1}`,
      command: commandOf([...words, String(index)], home),
      logs: `job: :\n \n${record}\n\n\nCompleted\n`,
    };
  });
}

/** What the wrapper writes when it runs: taken once, and told of every job with a folder and a content of its own. */
function recordOf([program, ...words]) {
  const folder = mkdtempSync(join(tmpdir(), 'reprov-bench-record-'));
  const output = openSync(join(folder, 'out.txt'), 'w');
  const { stderr } = spawnSync(program, [...words, '0'], { cwd: folder, stdio: ['ignore', output, 'pipe'], encoding: 'utf8' });
  closeSync(output);
  rmSync(folder, { recursive: true });
  const line = stderr?.split('\n').find((text) => text.startsWith('@@reprov:'));
  if (!line?.includes('"h":"')) throw new Failure(`The wrapper wrote no record of its tool: ${stderr}`);
  return line;
}

function commandOf(words, home) {
  const variables = { HOME: home, TMPDIR: '/tmp', PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' };
  const exports = Object.entries(variables).map(([name, value]) => `export ${name}="${value}";`);
  const tool = `${words.map((word) => (/[\s|&;()<>'"$@]/.test(word) ? quoted(word) : word)).join(' ')} > ${home}/out.txt`;
  return `/bin/sh -c ${quoted(`umask 2;${exports.join('')}mkdir -p ${home} && cd ${home} && ${tool}; cp -r ${home}/* ${home}.out`)}`;
}

function quoted(text) {
  return `'${text.replaceAll("'", `'"'"'`)}'`;
}

function hashOf(value) {
  return createHash('sha256').update(String(value)).digest('hex');
}
