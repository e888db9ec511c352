import { ApiProperty } from '@nestjs/swagger';
import { UninstrumentedDto } from './execution.dto';
import { HostDto } from './execution-step.dto';
import { TEXT } from './nullable';

/** What ran the workflow document. */
export class EngineDto {
  @ApiProperty({ example: 'cwltool', description: 'Its name.' })
  readonly name: string;

  @ApiProperty({ example: '3.1.20210628163208', description: 'Its version.' })
  readonly version: string;
}

export class ReanaServerDto {
  @ApiProperty({ description: 'Address of the REANA server.', example: 'https://reana.example.org' })
  readonly url: string;

  @ApiProperty({ ...TEXT, example: '0.9.4', description: 'Its version when the run had ended; null: not known.' })
  readonly version: string | null;
}

/** How steps are measured. */
export class MeasuringDto {
  @ApiProperty({
    enum: ['inline', 'uploaded', 'off', 'too_large'],
    enumName: 'Instrumentation',
    nullable: true,
    description: 'Null: from before steps were measured.',
  })
  readonly mode: 'inline' | 'uploaded' | 'off' | 'too_large' | null;

  @ApiProperty({ description: 'The same in a sentence.' })
  readonly explanation: string;

  @ApiProperty({ type: [UninstrumentedDto], description: 'Tools that are not measured though others are.' })
  readonly uninstrumented: UninstrumentedDto[];
}

/** Steps with the same image on the same machine. */
export class PlaceDto {
  @ApiProperty({ description: 'Name of the first of these steps.', example: 'summarize' })
  readonly name: string;

  @ApiProperty({ type: 'integer', description: 'How many steps they are.', example: 1 })
  readonly count: number;

  @ApiProperty({ ...TEXT, description: 'Container image that REANA names.', example: 'docker.io/library/python:3.12-slim' })
  readonly image: string | null;

  @ApiProperty({
    ...TEXT,
    description: 'The image that is known to have run; null: not known, since REANA tells only which one was asked for.',
  })
  readonly image_really_used: string | null;

  @ApiProperty({ ...TEXT, description: 'What ran them at REANA; `Embedded`: no container.', example: 'Kubernetes' })
  readonly compute_backend: string | null;

  @ApiProperty({ type: HostDto, nullable: true, description: 'The machine as the tools saw it; null: not measured.' })
  readonly host: HostDto | null;
}

/** Where an execution ran. */
export class ExecutionEnvironmentDto {
  @ApiProperty({ type: 'integer', description: 'Our number of the execution.', example: 7 })
  readonly execution_id: number;

  @ApiProperty({ type: EngineDto, nullable: true, description: 'Null: not over yet, or its log does not say.' })
  readonly engine: EngineDto | null;

  @ApiProperty({ type: ReanaServerDto })
  readonly reana: ReanaServerDto;

  @ApiProperty({ example: '0.1.0', description: 'Version of this service, at present.' })
  readonly reprov_version: string;

  @ApiProperty({ type: MeasuringDto })
  readonly instrumentation: MeasuringDto;

  @ApiProperty({ type: [PlaceDto], description: 'One entry for each image and machine, in the order of their first steps.' })
  readonly steps: PlaceDto[];
}
