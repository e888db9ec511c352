import type { Principal } from '../../src/auth/principal';
import { DomainError } from '../../src/common/errors/domain-error';
import { ExecutionReader, type ExecutionAddress, type ObservedExecution } from '../../src/execution/execution.reader';

class NoSuchExecutionError extends DomainError {
  readonly kind = 'not_found';
  readonly code = 'execution.not_found';
}

/** Executions in memory, seen by the members of their groups. */
export class FakeExecutionReader extends ExecutionReader {
  readonly executions: ObservedExecution[] = [];

  requireObserved(user: Principal, address: ExecutionAddress): Promise<ObservedExecution> {
    const found = this.executions.find((one) => user.groups.includes(one.groupName) && isAt(one, address));
    return found
      ? Promise.resolve(found)
      : Promise.reject(new NoSuchExecutionError('There is no such execution in your groups.'));
  }
}

function isAt(execution: ObservedExecution, address: ExecutionAddress): boolean {
  if ('executionId' in address) return execution.id === address.executionId;
  return execution.reanaName === address.reanaName && execution.reanaRunNumber === address.reanaRunNumber;
}
