import { ApiProperty } from '@nestjs/swagger';
import { Role } from '../principal';

/** The caller, as his token says and as we know him. */
export class CurrentUserDto {
  @ApiProperty({ type: 'integer', description: 'Our number of this person.', example: 1 })
  readonly id: number;

  @ApiProperty({ format: 'uuid', description: 'Our own uuid of this person, as it stands in provenance records.' })
  readonly uuid: string;

  @ApiProperty({ description: 'The name at the identity provider.', example: 'user_1' })
  readonly username: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The group for lists and new objects: the one of `X-Group`, else the alphabetically first. Null: in no group.',
    example: 'group_1',
  })
  readonly group: string | null;

  @ApiProperty({ type: [String], description: 'All groups of the caller, sorted.', example: ['group_1'] })
  readonly groups: readonly string[];

  @ApiProperty({ enum: Role, enumName: 'Role', isArray: true, description: 'The roles that count here.' })
  readonly roles: readonly Role[];
}
