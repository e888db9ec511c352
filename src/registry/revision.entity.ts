import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** The immutable state of an entry: what is registered, what it means, and what is submitted. */
@Entity('revisions')
export class Revision {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id: number;

  @Column({ name: 'workflow_id', type: 'integer' })
  workflowId: number;

  /** From 1 within the entry. */
  @Column({ type: 'int' })
  ordinal: number;

  /** sha256 over the hashes of spec, job and files: equal content has an equal name. */
  @Column({ name: 'content_sha256', type: 'varchar', length: 64 })
  contentSha256: string;

  @Column({ name: 'spec_name', type: 'varchar', length: 255 })
  specName: string;

  @Column({ name: 'spec_sha256', type: 'varchar', length: 64 })
  specSha256: string;

  @Column({ name: 'spec_text', type: 'text' })
  specText: string;

  /** The parsed document as JSON text. */
  @Column({ name: 'spec_json', type: 'text' })
  specJson: string;

  @Column({ name: 'job_name', type: 'varchar', length: 255, nullable: true })
  jobName: string | null;

  @Column({ name: 'job_text', type: 'text', nullable: true })
  jobText: string | null;

  @Column({ name: 'job_json', type: 'text', nullable: true })
  jobJson: string | null;

  @Column({ name: 'plan_json', type: 'text' })
  planJson: string;

  @Column({ name: 'packed_json', type: 'text' })
  packedJson: string;

  @Column({ name: 'created_by', type: 'integer' })
  createdBy: number;

  @Column({ name: 'created_at', type: 'datetime', precision: 3 })
  createdAt: Date;
}
