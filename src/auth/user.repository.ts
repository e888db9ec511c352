import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Repository } from 'typeorm';
import { isDuplicate } from '../common/database/database-errors';
import { User } from './user.entity';

@Injectable()
export class UserRepository {
  constructor(@InjectRepository(User) private readonly users: Repository<User>) {}

  findBySubject(subject: string): Promise<User | null> {
    return this.users.findOneBy({ subject });
  }

  findByIds(ids: readonly number[]): Promise<User[]> {
    return this.users.findBy({ id: In([...ids]) });
  }

  /** Null: somebody else has just stored this subject. */
  async insert(values: Omit<User, 'id'>): Promise<User | null> {
    const user = this.users.create(values);
    try {
      await this.users.insert(user);
      return user;
    } catch (error) {
      if (isDuplicate(error)) return null;
      throw error;
    }
  }

  async rename(id: number, username: string): Promise<void> {
    await this.users.update({ id }, { username });
  }
}
