import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { databaseNow } from '../../common/database/database-clock';
import { isDeadlock, isDuplicate } from '../../common/database/database-errors';
import { rawTime } from '../../common/database/raw-time';
import { ReanaBudget } from './reana-budget.entity';
import type { Bucket } from './token-bucket';

/** The row of a server: changed by compare and swap, outside of any transaction, at the time of the database's clock. */
@Injectable()
export class ReanaBudgetRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Whoever comes second reads again and computes again, so that no change is lost. */
  async change<Result extends { readonly bucket: Bucket }>(
    server: string,
    compute: (bucket: Bucket, nowUs: number) => Result,
  ): Promise<Result> {
    for (;;) {
      const found = await this.read(server);
      if (found === null) await this.insert(server);
      else {
        const result = compute(found.bucket, found.nowUs);
        if (isSame(result.bucket, found.bucket) || (await this.swap(server, found.bucket, result.bucket))) return result;
      }
    }
  }

  private async read(server: string): Promise<{ readonly bucket: Bucket; readonly nowUs: number } | null> {
    const row = await this.dataSource
      .createQueryBuilder(ReanaBudget, 'b')
      .select('b.arrival_at_us', 'arrival')
      .addSelect('b.computed_at_us', 'computed')
      .addSelect(databaseNow(this.dataSource), 'now')
      .where('b.server = :server', { server })
      .getRawOne<{ arrival: unknown; computed: unknown; now: unknown }>();
    if (row === undefined) return null;
    const bucket = { arrivalAtUs: Number(row.arrival), computedAtUs: Number(row.computed) };
    return { bucket, nowUs: Number(rawTime(row.now)) * 1000 };
  }

  private async insert(server: string): Promise<void> {
    try {
      await this.dataSource.manager.insert(ReanaBudget, { server, arrivalAtUs: 0, computedAtUs: 0 });
    } catch (error) {
      if (!isDuplicate(error)) throw error;
    }
  }

  private async swap(server: string, { arrivalAtUs, computedAtUs }: Bucket, bucket: Bucket): Promise<boolean> {
    try {
      const found = { server, arrivalAtUs, computedAtUs };
      const { affected } = await this.dataSource.manager.update(ReanaBudget, found, { ...bucket });
      return affected === 1;
    } catch (error) {
      if (!isDeadlock(error)) throw error;
      return false;
    }
  }
}

function isSame(one: Bucket, other: Bucket): boolean {
  return one.arrivalAtUs === other.arrivalAtUs && one.computedAtUs === other.computedAtUs;
}
