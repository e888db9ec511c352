import type { NestExpressApplication } from '@nestjs/platform-express';
import { DataSource } from 'typeorm';
import { ProvenanceRecordRepository, type NewRecord } from '../../src/provenance/provenance-record.repository';
import { createTestDatabase, type TestDatabase } from '../factories/test-database';
import { at, hashOf } from '../factories/observed-executions';
import { FakeExecutionReader } from '../fakes/fake-execution-reader';
import { startProvenanceApp } from '../fakes/provenance-app';

function sealOf(executionId: number, changes: Partial<NewRecord> = {}): NewRecord {
  return {
    executionId,
    groupName: 'group_1',
    formVersion: 1,
    canonicalGzip: Buffer.from(`record of ${executionId}`),
    sha256: hashOf(String(executionId)),
    serviceVersion: '1.0.0',
    sealedBy: 1,
    sealedAt: at(100.123),
    ...changes,
  };
}

describe('the store of sealed records', () => {
  let database: TestDatabase;
  let app: NestExpressApplication;
  const start = (variables: Record<string, string> = {}): Promise<NestExpressApplication> =>
    startProvenanceApp({ executions: new FakeExecutionReader(), database: database.settings, variables });

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await start({ PROV_BASE_IRI: 'https://prov.example.org/' });
  });

  afterAll(async () => {
    await app.close();
    await database.drop();
  });

  it('gives back what was sealed, to the millisecond', async () => {
    const records = app.get(ProvenanceRecordRepository);
    await records.append(sealOf(1));
    expect(await records.findByExecution(1)).toMatchObject({ ...sealOf(1), ordinal: 1, previousSha256: null });
    expect(await records.findByExecution(2)).toBeNull();
  });

  it('seals an execution once, however many want to', async () => {
    const records = app.get(ProvenanceRecordRepository);
    const results = await Promise.all(
      Array.from({ length: 8 }, (_, index) => records.append(sealOf(3, { sha256: hashOf(`3 ${index}`) }))),
    );
    const winners = results.filter((result) => result !== null);
    expect(winners).toHaveLength(1);
    expect((await records.requireByExecution(3)).sha256).toBe(winners[0]!.sha256);
  });

  it('makes one chain of records that are sealed at once, and one of its own for each group', async () => {
    const records = app.get(ProvenanceRecordRepository);
    const chain = [10, 11, 12, 13, 14, 15].map((id) => sealOf(id, { groupName: 'group_2' }));
    await Promise.all(chain.map((one) => records.append(one)));
    const rows: { ordinal: number; sha256: string; previous_sha256: string | null }[] = await app
      .get(DataSource)
      .query("SELECT ordinal, sha256, previous_sha256 FROM provenance_records WHERE group_name = 'group_2' ORDER BY ordinal");
    expect(rows.map(({ ordinal }) => ordinal)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(rows.map((row) => row.previous_sha256)).toEqual([null, ...rows.slice(0, -1).map(({ sha256 }) => sha256)]);
  });

  it('holds the base of all names to that of the first start', async () => {
    await app.close();
    await expect(start({ PROV_BASE_IRI: 'https://other.example.org' })).rejects.toThrow(
      'PROV_BASE_IRI is https://other.example.org, but the records of this database are named under https://prov.example.org.',
    );
    app = await start({ PROV_BASE_IRI: 'https://prov.example.org' });
  });
});
