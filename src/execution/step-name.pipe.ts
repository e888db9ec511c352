import { Injectable, type PipeTransform } from '@nestjs/common';
import { InvalidInputError } from '../common/errors/domain-error';

const LONGEST_NAME = 255;

/** The name or number of a step in an address. */
@Injectable()
export class StepNamePipe implements PipeTransform<unknown, string> {
  transform(value: unknown): string {
    const name = String(value);
    if ([...name].length > LONGEST_NAME)
      throw new InvalidInputError(`step must be the name or the number of a step, of at most ${LONGEST_NAME} characters.`);
    return name;
  }
}
