import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** The kinds of evidence: the run and its logs as REANA gave them, the specification it kept, the files of its workspace. */
export type EvidenceKind = 'run' | 'logs' | 'specification' | 'files';

/** One piece of what was observed: JSON, compressed; above the limit its bytes are an object. */
@Entity('evidence')
export class Evidence {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id: number;

  @Column({ name: 'execution_id', type: 'integer' })
  executionId: number;

  @Column({ type: 'varchar', length: 32 })
  kind: EvidenceKind;

  @Column({ type: 'blob', nullable: true })
  content: Buffer | null;

  @Column({ name: 'object_sha256', type: 'varchar', length: 64, nullable: true })
  objectSha256: string | null;

  @Column({ name: 'created_at', type: 'datetime', precision: 3 })
  createdAt: Date;
}
