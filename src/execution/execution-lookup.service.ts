import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/principal';
import type { Execution } from './execution.entity';
import { ExecutionNotFoundError } from './execution.errors';
import type { ExecutionAddress } from './execution.reader';
import { ExecutionRepository } from './execution.repository';

/** Finds executions as clients name them; what the caller may not see does not exist. */
@Injectable()
export class ExecutionLookup {
  constructor(private readonly executions: ExecutionRepository) {}

  async require(user: Principal, address: ExecutionAddress): Promise<Execution> {
    const [where, name] =
      'executionId' in address
        ? [{ id: address.executionId }, String(address.executionId)]
        : [address, `${address.reanaName}.${address.reanaRunNumber}`];
    const execution = await this.executions.findVisible(user.groups, where);
    if (execution === null) throw new ExecutionNotFoundError(name);
    return execution;
  }
}
