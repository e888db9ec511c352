import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** The sealed record of an execution: its statements in canonical form, never changed afterwards. */
@Entity('provenance_records')
export class ProvenanceRecord {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id: number;

  @Column({ name: 'execution_id', type: 'integer' })
  executionId: number;

  @Column({ name: 'group_name', type: 'varchar', length: 191 })
  groupName: string;

  /** The place in the chain of the group's records, from 1. */
  @Column({ type: 'int' })
  ordinal: number;

  /** Version of the canonical form. */
  @Column({ name: 'form_version', type: 'int' })
  formVersion: number;

  @Column({ name: 'canonical_gzip', type: 'blob' })
  canonicalGzip: Buffer;

  /** Of the canonical form, not of its compression. */
  @Column({ type: 'varchar', length: 64 })
  sha256: string;

  /** sha256 of the record before it in the chain; null: it is the first. */
  @Column({ name: 'previous_sha256', type: 'varchar', length: 64, nullable: true })
  previousSha256: string | null;

  /** The version of the service that sealed it. */
  @Column({ name: 'service_version', type: 'varchar', length: 32 })
  serviceVersion: string;

  @Column({ name: 'sealed_by', type: 'integer' })
  sealedBy: number;

  @Column({ name: 'sealed_at', type: 'datetime', precision: 3 })
  sealedAt: Date;
}
