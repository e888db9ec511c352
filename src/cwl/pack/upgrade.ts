import { isObject, type JsonObject } from '../source/json';
import { CWL_VERSIONS, type CwlVersion } from '../document/model';

export function newestVersion(versions: readonly CwlVersion[]): CwlVersion {
  return CWL_VERSIONS[Math.max(...versions.map((version) => CWL_VERSIONS.indexOf(version)), 0)] ?? 'v1.2';
}

/**
 * Makes a packed process of CWL v1.0 mean the same in a later version: a v1.0 tool may use the network and sees its
 * directories listed, and `?` in its secondaryFiles is no mark of optionality (CWL 1.1, "Changelog"). v1.1 needs no change.
 */
export function upgradeProcess(process: JsonObject, from: CwlVersion, to: CwlVersion): JsonObject {
  if (from !== 'v1.0' || to === 'v1.0') return process;
  const hints = [
    { class: 'LoadListingRequirement', loadListing: 'deep_listing' },
    { class: 'NetworkAccess', networkAccess: true },
    ...(Array.isArray(process.hints) ? (process.hints as JsonObject[]) : []),
  ];
  const upgradeAll = (parameters: unknown): JsonObject[] =>
    (parameters as JsonObject[]).map((parameter) => upgradeParameter(parameter, process.class === 'CommandLineTool'));
  return { ...process, hints, inputs: upgradeAll(process.inputs), outputs: upgradeAll(process.outputs) };
}

function upgradeParameter(parameter: JsonObject, isTool: boolean): JsonObject {
  const { inputBinding, ...rest } = parameter;
  const upgraded: JsonObject = { ...rest };
  if ('secondaryFiles' in rest) upgraded.secondaryFiles = patterns(rest.secondaryFiles);
  if (isObject(inputBinding) && isTool) upgraded.inputBinding = inputBinding;
  else if (isObject(inputBinding) && inputBinding.loadContents !== undefined)
    upgraded.inputBinding = { loadContents: inputBinding.loadContents };
  return upgraded;
}

function patterns(value: unknown): unknown[] {
  const list = Array.isArray(value) ? (value as unknown[]) : [value];
  return list.map((item) => (typeof item === 'string' ? { pattern: item } : item));
}
