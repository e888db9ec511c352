import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, In, type EntityManager } from 'typeorm';
import { RevisionFile } from './revision-file.entity';
import { Revision } from './revision.entity';

const FILES_A_STATEMENT = 500;

/** Revisions and their files; they are written once and never changed. */
@Injectable()
export class RevisionRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async findById(id: number): Promise<Revision | null> {
    return this.dataSource.manager.findOneBy(Revision, { id });
  }

  async findByOrdinal(workflowId: number, ordinal: number): Promise<Revision | null> {
    return this.dataSource.manager.findOneBy(Revision, { workflowId, ordinal });
  }

  /** Without the documents, newest last. */
  async listOf(workflowId: number): Promise<Revision[]> {
    return this.dataSource.manager.find(Revision, {
      select: { id: true, ordinal: true, contentSha256: true, specSha256: true, createdBy: true, createdAt: true },
      where: { workflowId },
      order: { ordinal: 'ASC' },
      take: 10_000,
    });
  }

  async findMany(ids: readonly number[]): Promise<Revision[]> {
    if (ids.length === 0) return [];
    return this.dataSource.manager.findBy(Revision, { id: In([...ids]) });
  }

  async filesOf(revisionId: number): Promise<RevisionFile[]> {
    return this.dataSource.manager.find(RevisionFile, { where: { revisionId }, order: { id: 'ASC' } });
  }

  async findFile(revisionId: number, path: string): Promise<RevisionFile | null> {
    return this.dataSource.manager.findOneBy(RevisionFile, { revisionId, path });
  }

  /** Files are inserted by path, so that their numbers keep that order. */
  async insert(
    revision: Omit<Revision, 'id'>,
    files: readonly Pick<RevisionFile, 'path' | 'sha256' | 'size'>[],
    manager: EntityManager,
  ): Promise<number> {
    const { identifiers } = await manager.insert(Revision, revision);
    const revisionId = Number(identifiers[0]?.['id']);
    const rows = [...files].sort((a, b) => (a.path < b.path ? -1 : 1)).map((file) => ({ ...file, revisionId }));
    for (let start = 0; start < rows.length; start += FILES_A_STATEMENT)
      await manager.insert(RevisionFile, rows.slice(start, start + FILES_A_STATEMENT));
    return revisionId;
  }
}
