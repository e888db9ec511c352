import { ApiProperty } from '@nestjs/swagger';
import { ExecutionStatus } from '../../execution/execution-status';

/** The seal of an execution's record. */
export class SealDto {
  @ApiProperty({ type: 'integer', example: 7, description: 'Our number of the execution.' })
  readonly execution_id: number;

  @ApiProperty({ enum: ExecutionStatus, enumName: 'ExecutionStatus', description: 'How the execution ended.' })
  readonly workflow_status: ExecutionStatus;

  @ApiProperty({ type: 'integer', description: 'Steps that were planned or seen.', example: 7 })
  readonly total_steps: number;

  @ApiProperty({ type: 'integer', description: 'Steps that failed.', example: 0 })
  readonly failed_steps: number;

  @ApiProperty({ description: 'Whether single steps were observed, and not only the run as a whole.' })
  readonly has_detailed_provenance: boolean;

  @ApiProperty({ description: 'sha256 of the canonical form of the record, in hexadecimal digits.' })
  readonly sha256: string;

  @ApiProperty({ format: 'date-time', example: '2026-01-05T10:00:21.000Z', description: 'When the record was sealed.' })
  readonly sealed_at: string;
}
