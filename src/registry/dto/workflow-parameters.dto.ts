import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsOptional, IsString, Matches } from 'class-validator';
import { PageDto } from '../../common/http/page.dto';
import { asBoolean, trimmed } from '../../common/http/query-values';

const NAME = /^(?=.*\S)[^\p{Cc}\p{Cs}]{1,128}$/u; // counted in code points
const VERSION = /^[0-9A-Za-z][0-9A-Za-z._-]{0,31}$/;
const NAME_RULE = 'must have 1 to 128 characters, not only blanks, no control characters';
const VERSION_RULE = 'must be a label of at most 32 letters, digits, ".", "_", "-" that starts with a letter or digit';

/** Name and version of a new entry, in the query or in the form. */
export class RegisterWorkflowDto {
  @ApiProperty({ description: 'Name, unique in the group together with the version.', maxLength: 128, example: 'weather' })
  @trimmed
  @IsString()
  @Matches(NAME, { message: NAME_RULE })
  readonly name: string;

  @ApiProperty({ description: 'A label, kept as text.', example: '1.0' })
  @trimmed
  @IsString()
  @Matches(VERSION, { message: VERSION_RULE })
  readonly version: string;
}

/** What to change of an entry; what is left out stays. */
export class UpdateWorkflowDto {
  @ApiProperty({ required: false, description: 'A new name.', maxLength: 128 })
  @IsOptional()
  @trimmed
  @IsString()
  @Matches(NAME, { message: NAME_RULE })
  readonly name?: string;

  @ApiProperty({ required: false, description: 'A new version.', example: '1.1' })
  @IsOptional()
  @trimmed
  @IsString()
  @Matches(VERSION, { message: VERSION_RULE })
  readonly version?: string;
}

/** Which entries, in which order, how much of them. */
export class ListWorkflowsDto extends PageDto {
  @ApiProperty({ required: false, description: 'A part of the name, in any case.', maxLength: 128 })
  @IsOptional()
  @IsString()
  @Matches(NAME, { message: NAME_RULE })
  readonly name?: string;

  @ApiProperty({
    required: false,
    description: 'Order: registry_id, name, version, created_at, updated_at, separated by commas, with "-" for descending.',
    example: 'name,-created_at',
  })
  @IsOptional()
  @IsString()
  readonly sort?: string;

  @ApiProperty({ required: false, description: 'Add the parsed documents to each entry.' })
  @IsOptional()
  @asBoolean
  @IsBoolean()
  readonly content?: boolean;
}
