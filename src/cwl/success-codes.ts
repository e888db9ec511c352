import { listTools } from './instrumentation/tool-surroundings';
import { asList, type JsonObject } from './source/json';

/**
 * Which exit codes each CommandLineTool of a packed document calls a success, by the tool's id without `#`: its successCodes,
 * and 0 unless it is named among the failures (CommandLineTool 5, `successCodes` to `permanentFailCodes`).
 */
export function successCodes(packed: Readonly<Record<string, unknown>>): ReadonlyMap<string, readonly number[]> {
  return new Map(listTools(asList(packed.$graph)).map(({ tool, name }) => [name, codesOf(tool)]));
}

function codesOf(tool: JsonObject): number[] {
  const numbers = (field: string): number[] => asList(tool[field]).filter((code) => typeof code === 'number');
  const failures = [...numbers('temporaryFailCodes'), ...numbers('permanentFailCodes')];
  return [...new Set([...numbers('successCodes'), ...(failures.includes(0) ? [] : [0])])];
}
