import { asList, isObject, isStrings, type JsonObject, nameList, quote } from '../source/json';
import type { Place } from '../source/place';
import type { Report } from '../source/report';
import { CWL_VERSIONS, type CwlVersion } from './model';

/** The shapes a field may have; an expression is text. */
const SHAPES = {
  any: { test: (): boolean => true, words: 'anything' },
  text: { test: (value: unknown): boolean => typeof value === 'string', words: 'a text' },
  texts: { test: (value: unknown): boolean => typeof value === 'string' || isStrings(value), words: 'a text or a list of texts' },
  flag: { test: (value: unknown): boolean => typeof value === 'boolean', words: 'true or false' },
  flagOrText: {
    test: (value: unknown): boolean => typeof value === 'boolean' || isExpression(value),
    words: 'true, false or an expression',
  },
  numberOrText: {
    test: (value: unknown): boolean => typeof value === 'number' || isExpression(value),
    words: 'a number or an expression',
  },
  codes: {
    test: (value: unknown): boolean => Array.isArray(value) && value.every((code) => Number.isInteger(code)),
    words: 'a list of integers',
  },
  textList: { test: isStrings, words: 'a list of texts' },
  patterns: {
    test: (value: unknown): boolean => asList(value).every(isPattern),
    words: 'a pattern, a map with pattern and required, or a list of these',
  },
  list: { test: (value: unknown): boolean => Array.isArray(value), words: 'a list' },
  map: { test: isObject, words: 'a map' },
  collection: { test: (value: unknown): boolean => Array.isArray(value) || isObject(value), words: 'a list or a map' },
} as const;

type Shape = keyof typeof SHAPES;
interface Field {
  readonly shape: Shape;
  /** The first version that has it. */
  readonly since: CwlVersion;
}

/** Text that is evaluated before it is used. */
export function isExpression(value: unknown): boolean {
  return typeof value === 'string' && /\$[({]/.test(value);
}

function isPattern(value: unknown): boolean {
  if (!isObject(value)) return typeof value === 'string';
  const { pattern, required = null } = value;
  const isKnown = Object.keys(value).every((key) => key === 'pattern' || key === 'required');
  return isKnown && typeof pattern === 'string' && (required === null || SHAPES.flagOrText.test(required));
}

/** `name:shape` or `name:shape@version`, from the schemas of CWL v1.0 to v1.2. */
function fields(text: string): ReadonlyMap<string, Field> {
  return new Map(
    text
      .trim()
      .split(/\s+/)
      .map((word) => {
        const [, name = '', shape, since = 'v1.0'] = /^([^:]+):([^@]+)(?:@(.+))?$/.exec(word) ?? [];
        return [name, { shape: shape as Shape, since: since as CwlVersion }];
      }),
  );
}

const PROCESS = `id:text class:text cwlVersion:text label:text doc:texts intent:texts@v1.2 inputs:collection outputs:collection
  requirements:collection hints:collection $namespaces:map $graph:list`;
const PARAMETER = 'id:text type:any label:text doc:texts secondaryFiles:patterns streamable:flag format:texts';
const INPUT = `${PARAMETER} default:any inputBinding:map loadContents:flag@v1.1 loadListing:text@v1.1`;
const LINK = 'linkMerge:text pickValue:text@v1.2';
const TYPE = 'type:any name:text label:text doc:texts inputBinding:map outputBinding:map';

const TABLES = {
  Workflow: fields(`${PROCESS} steps:collection`),
  CommandLineTool: fields(`${PROCESS} baseCommand:texts arguments:list stdin:text stdout:text stderr:text
    successCodes:codes temporaryFailCodes:codes permanentFailCodes:codes`),
  ExpressionTool: fields(`${PROCESS} expression:text`),
  Operation: fields(PROCESS),
  input: fields(INPUT),
  output: fields(`${PARAMETER} outputBinding:map`),
  workflowOutput: fields(`${PARAMETER} outputBinding:map outputSource:texts ${LINK}`),
  step: fields(`id:text label:text doc:texts in:collection out:list requirements:collection hints:collection run:any
    when:text@v1.2 scatter:texts scatterMethod:text`),
  stepInput: fields(
    `id:text source:texts default:any valueFrom:text label:text@v1.1 loadContents:flag@v1.1 loadListing:text@v1.1 ${LINK}`,
  ),
  stepOutput: fields('id:text'),
  arrayType: fields(`${TYPE} items:any`),
  enumType: fields(`${TYPE} symbols:textList`),
  recordType: fields(`${TYPE} fields:collection`),
  recordField: fields(`name:text type:any doc:texts label:text secondaryFiles:patterns streamable:flag format:texts
    loadContents:flag loadListing:text inputBinding:map outputBinding:map`),
  inputBinding: fields(
    `loadContents:flag position:numberOrText prefix:text separate:flag itemSeparator:text valueFrom:text shellQuote:flag`,
  ),
  contentsBinding: fields('loadContents:flag'),
  outputBinding: fields('glob:texts loadContents:flag loadListing:text@v1.1 outputEval:text'),
  Dirent: fields('entryname:text entry:text writable:flag'),
  SoftwarePackage: fields('package:text version:textList specs:textList'),
  File: fields(`class:text location:text path:text basename:text dirname:text nameroot:text nameext:text checksum:text
    size:numberOrText secondaryFiles:list format:text contents:text`),
  Directory: fields('class:text location:text path:text basename:text listing:list'),
  DockerRequirement: fields(
    'class:text dockerPull:text dockerLoad:text dockerFile:any dockerImport:text dockerImageId:text dockerOutputDirectory:text',
  ),
  EnvVarRequirement: fields('class:text envDef:collection'),
  InitialWorkDirRequirement: fields('class:text listing:any'),
  InlineJavascriptRequirement: fields('class:text expressionLib:textList'),
  InplaceUpdateRequirement: fields('class:text inplaceUpdate:flag'),
  LoadListingRequirement: fields('class:text loadListing:text'),
  MultipleInputFeatureRequirement: fields('class:text'),
  NetworkAccess: fields('class:text networkAccess:flagOrText'),
  ResourceRequirement: fields(`class:text coresMin:numberOrText coresMax:numberOrText ramMin:numberOrText ramMax:numberOrText
    tmpdirMin:numberOrText tmpdirMax:numberOrText outdirMin:numberOrText outdirMax:numberOrText`),
  ScatterFeatureRequirement: fields('class:text'),
  SchemaDefRequirement: fields('class:text types:list'),
  ShellCommandRequirement: fields('class:text'),
  SoftwareRequirement: fields('class:text packages:collection'),
  StepInputExpressionRequirement: fields('class:text'),
  SubworkflowFeatureRequirement: fields('class:text'),
  ToolTimeLimit: fields('class:text timelimit:numberOrText'),
  WorkReuse: fields('class:text enableReuse:flagOrText'),
} as const satisfies Record<string, ReadonlyMap<string, Field>>;

export type FieldTable = keyof typeof TABLES;

/** Fields of this service on the inputs of a root process; CWL has neither. */
export const PLATFORM_FIELDS: ReadonlySet<string> = new Set(['valueFromPlatform', 'valueFromEntity']);

/** The requirements of each version; a later one is unknown to an earlier version. */
const SINCE_V1_1 = new Set(['InplaceUpdateRequirement', 'LoadListingRequirement', 'NetworkAccess', 'ToolTimeLimit', 'WorkReuse']);

/** The name of the field table of a requirement; null: the version has no such requirement. */
export function requirementTable(className: string, version: CwlVersion): FieldTable | null {
  if (!/Requirement$|^(NetworkAccess|ToolTimeLimit|WorkReuse)$/.test(className) || !Object.hasOwn(TABLES, className)) return null;
  return SINCE_V1_1.has(className) && version === 'v1.0' ? null : (className as FieldTable);
}

export interface FieldContext {
  readonly version: CwlVersion;
  readonly place: Place;
  readonly report: Report;
  /** Fields that belong to this service, not to CWL, and are allowed here. */
  readonly also?: ReadonlySet<string>;
}

/** One map full of faults is told by its first ones. */
const MAX_FAULTS = 20;

/** Complains of fields that CWL does not have here, and of values that are not of the field's shape. */
export function checkFields(raw: JsonObject, table: FieldTable, { version, place, report, also }: FieldContext): void {
  const known: ReadonlyMap<string, Field> = TABLES[table];
  let faults = 0;
  for (const [name, value] of Object.entries(raw)) {
    const field = known.get(name);
    const isKnown = field !== undefined && !isLater(field.since, version);
    if (isKnown ? value === null || SHAPES[field.shape].test(value) : also?.has(name) || isExtension(name)) continue;
    if (isKnown) report.add('cwl.invalid_field', `${name} must be ${SHAPES[field.shape].words}.`, place.at(name));
    else report.add('cwl.unknown_field', unknownField(name, field, known), place.at(name));
    faults += 1;
    if (faults >= MAX_FAULTS) return;
  }
}

/** A field of a name space of its own (`s:author`, a full IRI) says something to other programs. */
export function isExtension(name: string): boolean {
  return name.includes(':');
}

function isLater(since: CwlVersion, version: CwlVersion): boolean {
  return CWL_VERSIONS.indexOf(since) > CWL_VERSIONS.indexOf(version);
}

function unknownField(name: string, field: Field | undefined, known: ReadonlyMap<string, Field>): string {
  if (field) return `${quote(name)} came with CWL ${field.since}; raise cwlVersion or remove it.`;
  return `${quote(name)} is not a field of CWL here; it knows ${nameList([...known.keys()].filter((key) => !key.startsWith('$')))}.`;
}
