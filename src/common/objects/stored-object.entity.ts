import { Column, Entity, PrimaryColumn } from 'typeorm';
import { asNumber } from '../database/column-transformers';

/** Bytes known by their hash; they lie in the object store. */
@Entity('objects')
export class StoredObject {
  @PrimaryColumn({ type: 'varchar', length: 64 })
  sha256: string;

  @Column({ name: 'size_bytes', type: 'bigint', transformer: asNumber })
  size: number;

  @Column({ name: 'media_type', type: 'varchar', length: 127 })
  mediaType: string;

  @Column({ name: 'created_at', type: 'datetime', precision: 3 })
  createdAt: Date;
}
