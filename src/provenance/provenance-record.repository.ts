import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { isDeadlock, isDuplicate } from '../common/database/database-errors';
import { ProvenanceRecord } from './provenance-record.entity';

/** What is sealed; its place in the chain is found when it is stored. */
export type NewRecord = Omit<ProvenanceRecord, 'id' | 'ordinal' | 'previousSha256'>;

const ATTEMPTS = 20;

@Injectable()
export class ProvenanceRecordRepository {
  constructor(@InjectRepository(ProvenanceRecord) private readonly records: Repository<ProvenanceRecord>) {}

  findByExecution(executionId: number): Promise<ProvenanceRecord | null> {
    return this.records.findOneBy({ executionId });
  }

  requireByExecution(executionId: number): Promise<ProvenanceRecord> {
    return this.records.findOneByOrFail({ executionId });
  }

  /**
   * Appends a record to the chain of its group; null: the execution has one already. Of several at once the unique keys let
   * one through, for the execution and for the place in the chain; the others look again.
   */
  async append(values: NewRecord): Promise<ProvenanceRecord | null> {
    for (let attempt = 1; ; attempt += 1) {
      const last = await this.findLast(values.groupName);
      const record = this.records.create({
        ...values,
        ordinal: (last?.ordinal ?? 0) + 1,
        previousSha256: last?.sha256 ?? null,
      });
      try {
        await this.records.insert(record);
        return record;
      } catch (error) {
        if (!isDuplicate(error) && !isDeadlock(error)) throw error;
        if ((await this.findByExecution(values.executionId)) !== null) return null;
        if (attempt >= ATTEMPTS) throw error;
      }
    }
  }

  private async findLast(groupName: string): Promise<Pick<ProvenanceRecord, 'ordinal' | 'sha256'> | null> {
    return this.records.findOne({ select: { ordinal: true, sha256: true }, where: { groupName }, order: { ordinal: 'DESC' } });
  }
}
