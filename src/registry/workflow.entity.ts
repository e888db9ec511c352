import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** An entry of the registry: a name and a version in a group. What it consists of is in its revisions. */
@Entity('workflows')
export class Workflow {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id: number;

  @Column({ type: 'varchar', length: 36 })
  uuid: string;

  @Column({ name: 'group_name', type: 'varchar', length: 191 })
  groupName: string;

  @Column({ type: 'varchar', length: 128 })
  name: string;

  @Column({ type: 'varchar', length: 32 })
  version: string;

  @Column({ name: 'owner_id', type: 'integer' })
  ownerId: number;

  /** Name of all its runs at REANA, fixed at registration. */
  @Column({ name: 'reana_name', type: 'varchar', length: 64 })
  reanaName: string;

  /** Ordinal of the current revision. */
  @Column({ type: 'int' })
  revision: number;

  /** 0, or its own id once deleted: part of the unique key, so that a deleted pair of name and version is free again. */
  @Column({ name: 'deleted_id', type: 'integer' })
  deletedId: number;

  @Column({ name: 'created_at', type: 'datetime', precision: 3 })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'datetime', precision: 3 })
  updatedAt: Date;
}
