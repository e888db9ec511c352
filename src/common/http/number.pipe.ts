import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { InvalidInputError } from '../errors/domain-error';

/** The number of an entry in an address. */
@Injectable()
export class NumberPipe implements PipeTransform<unknown, number> {
  transform(value: unknown, { data }: ArgumentMetadata): number {
    if (!/^\d{1,15}$/.test(String(value))) throw new InvalidInputError(`${data ?? 'The id'} must be a whole number such as 7.`);
    return Number(value);
  }
}
