import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './failure.mjs';
import { CWLTOOL_VENV, PYTHON, ROOT } from './places.mjs';
import { runTask } from './task.mjs';

const CWLTOOL_VERSION = '3.3.20260925135507';
const SOURCES = ['src', 'migrations', 'nest-cli.json', 'tsconfig.json', 'test/config/tsconfig.build.json', 'package-lock.json'];

/** npm packages, when the lock file or Node's binary interface changed since the last time. */
export async function installPackages(logs) {
  const stamp = join(ROOT, 'node_modules', '.reprov-installed');
  const wanted = digest([process.versions.modules, readFileSync(join(ROOT, 'package-lock.json'))]);
  if (holds(stamp, wanted)) return;
  const env = { ...process.env, SCARF_ANALYTICS: 'false' };
  const words = ['ci', '--include=dev', '--no-audit', '--no-fund'];
  try {
    await runTask('Installing npm packages', ['npm', ...words], { cwd: ROOT, env, log: join(logs, 'npm.log') });
  } catch (error) {
    throw hasCompiler()
      ? error
      : new Failure(
          `${error.message} Perhaps better-sqlite3 had to be compiled and there is no C++ compiler: install one (on Debian: apt install build-essential).`,
        );
  }
  writeFileSync(stamp, wanted);
}

/** cwltool, which runs the steps of the embedded REANA, in a virtual environment of its own. */
export async function installCwltool(logs) {
  const python = join(CWLTOOL_VENV, 'bin', 'python');
  const { stdout } = spawnSync(python, ['-c', 'import importlib.metadata as m; print(m.version("cwltool"))'], {
    encoding: 'utf8',
  });
  if (stdout?.trim() === CWLTOOL_VERSION) return;
  await runTask('Making a Python environment', [PYTHON, '-m', 'venv', '--clear', CWLTOOL_VENV], { log: join(logs, 'venv.log') });
  const words = ['-m', 'pip', 'install', '--disable-pip-version-check', `cwltool==${CWLTOOL_VERSION}`];
  await runTask(`Installing cwltool ${CWLTOOL_VERSION}`, [python, ...words], { log: join(logs, 'pip.log') });
}

/** The program in dist/, when a source changed since the last time. */
export async function build(logs) {
  const stamp = join(ROOT, 'dist', '.reprov-built');
  const wanted = digest(SOURCES.flatMap((path) => filesBelow(join(ROOT, path))).flatMap((file) => [file, readFileSync(file)]));
  if (holds(stamp, wanted)) return;
  rmSync(stamp, { force: true });
  await runTask('Building', ['npm', 'run', 'build'], { cwd: ROOT, log: join(logs, 'build.log') });
  writeFileSync(stamp, wanted);
}

function filesBelow(path) {
  if (statSync(path).isFile()) return [path];
  const entries = readdirSync(path, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.spec.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function digest(parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
}

const holds = (stamp, wanted) => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;
const hasCompiler = () => ['c++', 'g++', 'clang++'].some((name) => spawnSync(name, ['--version']).status === 0);
