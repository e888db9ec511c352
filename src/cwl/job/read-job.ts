import { checkDirectives } from '../document/directives';
import type { CwlFinding } from '../finding';
import { type CwlLimits, DEFAULT_LIMITS } from '../limits';
import type { CwlInput, CwlPlan } from '../plan';
import { isObject, type JsonObject, nameList, nameOfKind, quote } from '../source/json';
import { Place } from '../source/place';
import { Report } from '../source/report';
import { parseYaml } from '../source/yaml';
import { AttachedFiles } from './attached-files';
import type { RemoteFile } from './remote-files';
import { ValueChecker } from './value-checker';

export interface JobSource {
  readonly name: string;
  /** Null: no job file. */
  readonly text: string | null;
}

export interface JobRead {
  /** The job with every File's `location` being the path of an attached file, or the address of one of `remoteFiles`. */
  readonly parameters: Record<string, unknown>;
  /** Paths of the attached files that the job uses. */
  readonly files: string[];
  /** The Files that lie elsewhere; whether they may be fetched from there is for others to say. */
  readonly remoteFiles: RemoteFile[];
  /** Input id -> URL, for inputs whose value a catalogue still has to give. */
  readonly platformInputs: Record<string, string>;
  readonly findings: CwlFinding[];
}

/** Reads a job (YAML or JSON) for a workflow and checks every value against the type of its input. */
export function readJob(
  source: JobSource,
  plan: CwlPlan,
  attachedPaths: readonly string[],
  limits: Partial<CwlLimits> = {},
): JobRead {
  const all = { ...DEFAULT_LIMITS, ...limits };
  const report = new Report(all.maxFindings, 'job');
  const { value, place } = parseJob(source, report, all);
  const checker = new ValueChecker(new AttachedFiles(attachedPaths), (code, message, at) => report.add(code, message, at));
  const parameters = value ? checkValues(value, plan.inputs, { place, report, checker }) : {};
  const waiting = plan.inputs.filter(({ id }) => !Object.hasOwn(parameters, id));
  const platformInputs = Object.fromEntries(
    waiting.flatMap(({ id, valueFromPlatform }) => (valueFromPlatform === null ? [] : [[id, valueFromPlatform] as const])),
  );
  if (value) for (const input of waiting) requireValue(input, { place, report, hasKey: Object.hasOwn(value, input.id) });
  return { parameters, files: checker.usedFiles, remoteFiles: checker.remoteFiles, platformInputs, findings: report.findings() };
}

function parseJob({ name, text }: JobSource, report: Report, limits: CwlLimits): { value: JsonObject | null; place: Place } {
  if (text === null) return { value: {}, place: Place.root({ name, locate: () => null }) };
  const parsed = parseYaml(text, name, { room: 'job', limits });
  const place = Place.root({ name, locate: (path) => (path.length === 0 ? null : parsed.locate(path)) });
  report.addAll(parsed.findings);
  if (parsed.findings.length > 0) return { value: null, place };
  if (isObject(parsed.value)) {
    const isFree = checkDirectives(parsed.value, { root: place, report, code: 'job.forbidden_key' });
    return { value: isFree ? parsed.value : null, place };
  }
  report.add('job.not_an_object', `A job is a map from inputs to values, not ${nameOfKind(parsed.value)}.`, place);
  return { value: null, place };
}

interface Context {
  readonly place: Place;
  readonly report: Report;
  readonly checker: ValueChecker;
}

function checkValues(job: JsonObject, inputs: readonly CwlInput[], { place, report, checker }: Context): JsonObject {
  const known = new Map(inputs.map((input) => [input.id, input]));
  const parameters: [string, unknown][] = [];
  for (const [id, value] of Object.entries(job)) {
    const input = known.get(id);
    const at = place.at(id);
    if (id.startsWith('cwl:') || id.startsWith('$'))
      report.add('job.forbidden_key', `${quote(id)} is not allowed in a job; give values of inputs only.`, at);
    else if (!input)
      report.add('job.unknown_input', `${quote(id)} is no input of the workflow; it has ${nameList([...known.keys()])}.`, at);
    else if (value !== null) parameters.push([id, checker.check(value, input.schema ?? 'Any', at)]);
  }
  return Object.fromEntries(parameters);
}

/** Nothing, or null, is fine where the type, a default or the platform has an answer. */
function requireValue(input: CwlInput, { place, report, hasKey }: { place: Place; report: Report; hasKey: boolean }): void {
  if (input.optional || input.hasDefault || input.valueFromPlatform !== null) return;
  const message = `The input ${quote(input.id)} (${input.type}) needs a value.`;
  report.add(
    'job.missing_input',
    message,
    hasKey ? place.at(input.id) : Place.root({ name: place.file.name, locate: () => null }).at(input.id),
  );
}
