import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { isDuplicate } from '../common/database/database-errors';
import { Setting } from './setting.entity';

@Injectable()
export class SettingRepository {
  constructor(@InjectRepository(Setting) private readonly settings: Repository<Setting>) {}

  /** The value that was stored first; the given one if there was none. */
  async settle(name: string, value: string): Promise<string> {
    const stored = await this.settings.findOneBy({ name });
    if (stored !== null) return stored.value;
    try {
      await this.settings.insert({ name, value });
      return value;
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      return (await this.settings.findOneByOrFail({ name })).value;
    }
  }
}
