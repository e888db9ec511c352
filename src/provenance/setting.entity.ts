import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Something that was settled at the first start. */
@Entity('settings')
export class Setting {
  @PrimaryColumn({ type: 'varchar', length: 64 })
  name: string;

  @Column({ type: 'text' })
  value: string;
}
