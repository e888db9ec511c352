// The referee is the Python PROV library: it must read what we write, and find the formats equal.
import { existsSync } from 'node:fs';
import type { ProvDocument } from '../../src/prov';
import { installReferee, judge, PROV_JSON_SCHEMA } from '../factories/prov-referee';
import { everyKind, recordOfOneStep } from './prov-documents';

function countRecords(document: ProvDocument): number {
  return document.records.length + document.bundles.reduce((count, { records }) => count + records.length, 0);
}

describe('the Python PROV library', () => {
  beforeAll(installReferee, 300_000);

  it.each([
    ['a record of every kind', everyKind()],
    ['the record of a run of one step', recordOfOneStep()],
  ])(
    'reads %s as PROV-JSON and as strict PROV-N, and finds them equal',
    async (_, document) => {
      const count = countRecords(document);
      expect(await judge(document)).toMatchObject({ equal: true, records: [count, count] });
    },
    60_000,
  );

  it('finds the record of a run of one step valid under the JSON schema of the submission', async () => {
    if (!existsSync(PROV_JSON_SCHEMA))
      throw new Error(`The schema ${PROV_JSON_SCHEMA} is missing: REPROV_SHARED names its folder.`);
    expect((await judge(recordOfOneStep())).schemaFaults).toEqual([]);
  }, 60_000);
});
