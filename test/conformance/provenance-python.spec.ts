import { installReferee, judge } from '../factories/prov-referee';
import { RUN_RECORDS } from '../factories/run-records';

describe('the Python PROV library', () => {
  beforeAll(installReferee, 300_000);

  it.each(RUN_RECORDS)(
    'reads the record of a %s run as PROV-JSON and as strict PROV-N, and finds them equal',
    async (_, document) => {
      const count = document.records.length + document.bundles[0]!.records.length;
      expect(await judge(document)).toMatchObject({ equal: true, records: [count, count] });
    },
    60_000,
  );
});
