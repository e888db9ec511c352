import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { asNumber } from '../common/database/column-transformers';

/** A file attached to a revision; its bytes are an object. */
@Entity('revision_files')
export class RevisionFile {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id: number;

  @Column({ name: 'revision_id', type: 'integer' })
  revisionId: number;

  @Column({ type: 'varchar', length: 1024 })
  path: string;

  @Column({ type: 'varchar', length: 64 })
  sha256: string;

  @Column({ name: 'size_bytes', type: 'bigint', transformer: asNumber })
  size: number;
}
