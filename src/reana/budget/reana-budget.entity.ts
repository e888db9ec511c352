import { Column, Entity, PrimaryColumn } from 'typeorm';
import { asNumber } from '../../common/database/column-transformers';

/** The requests that all processes together may send to one REANA server. Times in microseconds since 1970. */
@Entity('reana_budgets')
export class ReanaBudget {
  /** The server's address. */
  @PrimaryColumn({ type: 'varchar', length: 255 })
  server: string;

  @Column({ name: 'arrival_at_us', type: 'bigint', transformer: asNumber })
  arrivalAtUs: number;

  @Column({ name: 'computed_at_us', type: 'bigint', transformer: asNumber })
  computedAtUs: number;
}
