import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { StoredObject } from './stored-object.entity';

/** The rows of stored objects; equal bytes have one row. */
@Injectable()
export class ObjectRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async insertMissing(
    objects: readonly { readonly sha256: string; readonly size: number; readonly mediaType?: string }[],
    manager: EntityManager = this.dataSource.manager,
  ): Promise<void> {
    const distinct = [...new Map(objects.map((one) => [one.sha256, one])).values()];
    if (distinct.length === 0) return;
    await manager
      .createQueryBuilder()
      .insert()
      .into(StoredObject)
      .values(
        distinct.map(({ sha256, size, mediaType }) => ({
          sha256,
          size,
          mediaType: mediaType ?? 'application/octet-stream',
          createdAt: new Date(),
        })),
      )
      .orIgnore()
      .execute();
  }
}
