import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { Evidence, type EvidenceKind } from './evidence.entity';

@Injectable()
export class EvidenceRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** One piece of each kind; what was observed again replaces the earlier try of an unfinished observation. */
  async save(
    executionId: number,
    pieces: readonly Omit<Evidence, 'id' | 'executionId'>[],
    manager: EntityManager,
  ): Promise<void> {
    const known = await manager.find(Evidence, { select: { id: true, kind: true }, where: { executionId } });
    for (const piece of pieces) {
      const earlier = known.find(({ kind }) => kind === piece.kind);
      if (earlier === undefined) await manager.insert(Evidence, { ...piece, executionId });
      else await manager.update(Evidence, { id: earlier.id }, piece);
    }
  }

  async find(executionId: number, kind: EvidenceKind): Promise<Evidence | null> {
    return this.dataSource.getRepository(Evidence).findOneBy({ executionId, kind });
  }
}
