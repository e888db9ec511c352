import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'dotenv';
import type { z } from 'zod';

export type Environment = Readonly<Record<string, string | undefined>>;

/** A class whose fields come from variables: its schema says which, and checks them. */
export interface SettingsClass<Schema extends z.ZodObject = z.ZodObject> {
  readonly schema: Schema;
  new (env: never): object;
}

/** All faults of the configuration at once, by the names of the variables; values are never told. */
export class SettingsError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(
      `The configuration has ${faults.length} fault${faults.length === 1 ? '' : 's'}:\n${faults.map((one) => `  ${one}`).join('\n')}`,
    );
  }
}

/** `.env`, then `settings.conf`, then the environment: what comes later wins. A variable that is set to nothing counts as not set. */
export function readEnvironment(folder: string, environment: Environment = process.env): Environment {
  const files = ['.env', 'settings.conf'].map((name) => join(folder, name)).filter((path) => existsSync(path));
  const merged: Record<string, string | undefined> = {};
  for (const source of [...files.map((path) => parse(readFileSync(path))), environment])
    for (const [name, value] of Object.entries(source)) if (value !== undefined && value !== '') merged[name] = value;
  return merged;
}

/** A secret may lie in a file: `REANA_ACCESS_TOKEN_FILE` names the file that holds `REANA_ACCESS_TOKEN`. */
function withSecretFiles(env: Environment, names: readonly string[], faults: string[]): Environment {
  const complete: Record<string, string | undefined> = { ...env };
  for (const name of names) {
    const file = env[`${name}_FILE`];
    if (file === undefined) continue;
    try {
      complete[name] ??= readFileSync(file, 'utf8').trim();
    } catch {
      faults.push(`${name}_FILE: the file cannot be read`);
    }
  }
  return complete;
}

/** Checks every class against the environment and makes one object of each; throws all faults together. */
export function loadSettings(classes: readonly SettingsClass[], env: Environment): Map<SettingsClass, object> {
  const faults: string[] = [];
  const names = classes.flatMap(({ schema }) => Object.keys(schema.shape));
  const complete = withSecretFiles(env, names, faults);
  const checked = classes.map((one) => [one, one.schema.safeParse(complete)] as const);
  for (const [, result] of checked)
    for (const issue of result.error?.issues ?? []) faults.push(`${issue.path.join('.') || 'settings'}: ${sentence(issue)}`);
  if (faults.length > 0) throw new SettingsError([...new Set(faults)]);
  return new Map(checked.map(([one, result]) => [one, new one(result.data as never)]));
}

/** Zod's own messages may repeat the value, which may be a secret: only those that cannot are passed on. */
function sentence(issue: z.core.$ZodIssue): string {
  if (issue.code === 'custom') return issue.message;
  if (issue.code === 'invalid_type') return 'is missing or has the wrong type';
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.join(', ')}`;
  if (issue.code === 'too_small') return `must be at least ${issue.minimum}`;
  if (issue.code === 'too_big') return `must be at most ${issue.maximum}`;
  if (issue.code === 'invalid_format') return `is not a valid ${issue.format}`;
  return 'is not valid';
}
