import { isObject, type JsonObject, nameOfKind, quote } from '../source/json';
import type { Place } from '../source/place';
import type { Report } from '../source/report';
import { checkFields, isExpression, isExtension, requirementTable } from './fields';
import { entriesOf } from './id-map';
import type { CwlVersion, Requirement } from './model';

interface Context {
  readonly version: CwlVersion;
  readonly place: Place;
  readonly report: Report;
}

export interface RequirementLists {
  readonly requirements: readonly Requirement[];
  readonly hints: readonly Requirement[];
}

/** Reads `requirements` and `hints` of a process or a step. What is unknown is refused as a requirement and kept as a hint. */
export function readRequirements(raw: JsonObject, context: Context): RequirementLists {
  return {
    requirements: readList(raw.requirements, context, 'requirements').filter((one) => isKnown(one, context)),
    hints: readList(raw.hints, context, 'hints').filter((one) => checkHint(one, context)),
  };
}

function readList(value: unknown, { place, report }: Context, field: 'requirements' | 'hints'): Requirement[] {
  if (value === undefined || value === null) return [];
  const at = place.at(field);
  const entries = entriesOf(value, { key: 'class', place: at, report, repeats: field === 'hints', verbatim: true });
  return entries.map(({ id, raw, place: own }) => ({ class: id, raw, place: own }));
}

function isKnown(requirement: Requirement, { version, report }: Context): boolean {
  const table = requirementTable(requirement.class, version);
  if (!table) {
    const where = isExtension(requirement.class) ? 'is an extension' : `is not a requirement of CWL ${version}`;
    report.add('cwl.unknown_requirement', `${quote(requirement.class)} ${where}; write it under hints.`, requirement.place);
    return false;
  }
  checkFields(requirement.raw, table, { version, place: requirement.place, report });
  return checkContent(requirement, { version, report });
}

function checkHint(hint: Requirement, { version, report }: Context): boolean {
  const table = requirementTable(hint.class, version);
  if (table) checkFields(hint.raw, table, { version, place: hint.place, report });
  return checkContent(hint, { version, report });
}

/** What a requirement must hold to mean anything. */
function checkContent(
  { class: name, raw, place }: Requirement,
  { version, report }: Pick<Context, 'version' | 'report'>,
): boolean {
  const needed = {
    EnvVarRequirement: 'envDef',
    InitialWorkDirRequirement: 'listing',
    SchemaDefRequirement: 'types',
    SoftwareRequirement: 'packages',
  }[name];
  if (needed && (raw[needed] === undefined || raw[needed] === null)) {
    report.add('cwl.missing_field', `${name} needs ${needed}.`, place);
    return false;
  }
  if (name === 'DockerRequirement') checkDocker(raw, place, report);
  if (name === 'InitialWorkDirRequirement') checkListing(raw.listing, place.at('listing'), { version, report });
  if (name === 'SoftwareRequirement') checkPackages(raw.packages, place.at('packages'), { version, report });
  if (name === 'EnvVarRequirement') checkEnvironment(raw.envDef, place.at('envDef'), report);
  return true;
}

function checkDocker(raw: JsonObject, place: Place, report: Report): void {
  const image = raw.dockerPull;
  if (image === undefined || image === null || image === '')
    report.add('cwl.docker_pull_missing', 'DockerRequirement needs dockerPull; images are pulled, never built or loaded.', place);
  else if (typeof image === 'string' && !/^[\w][\w.\-/:@]{0,511}$/.test(image))
    report.add('cwl.invalid_field', `dockerPull ${quote(image)} is not the name of an image.`, place.at('dockerPull'));
}

function checkListing(listing: unknown, place: Place, { version, report }: Pick<Context, 'version' | 'report'>): void {
  const complain = (at: Place): void =>
    report.add('cwl.invalid_field', 'listing holds File and Directory values, expressions, and maps with entry.', at);
  if (!Array.isArray(listing)) return isExpression(listing) ? undefined : complain(place);
  (listing as unknown[]).forEach((item, index) => {
    const at = place.at(index);
    const isFile = isObject(item) && (item.class === 'File' || item.class === 'Directory');
    if (isFile || isExpression(item)) return;
    if (!isObject(item) || typeof item.entry !== 'string') complain(at);
    else checkFields(item, 'Dirent', { version, place: at, report });
  });
}

function checkPackages(packages: unknown, place: Place, { version, report }: Pick<Context, 'version' | 'report'>): void {
  const options = { key: 'package', predicate: 'specs', place, report, verbatim: true };
  for (const { raw, place: at } of entriesOf(packages, options))
    checkFields(raw, 'SoftwarePackage', { version, place: at, report });
}

function checkEnvironment(value: unknown, place: Place, report: Report): void {
  for (const { raw, place: at } of entriesOf(value, { key: 'envName', predicate: 'envValue', place, report, verbatim: true }))
    if (typeof raw.envValue !== 'string')
      report.add('cwl.invalid_field', `envValue must be a text or an expression, not ${nameOfKind(raw.envValue)}.`, at);
}

/** The definitions of a SchemaDefRequirement, wherever it stands. */
export function schemaDefinitions(lists: RequirementLists): { types: readonly unknown[]; place: Place }[] {
  return [...lists.requirements, ...lists.hints]
    .filter((one) => one.class === 'SchemaDefRequirement' && Array.isArray(one.raw.types))
    .map((one) => ({ types: (one.raw.types as unknown[]).filter(isObject), place: one.place.at('types') }));
}
