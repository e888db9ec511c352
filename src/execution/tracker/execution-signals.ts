import { EventEmitter } from 'node:events';
import { Injectable } from '@nestjs/common';

const DUE = 'due';

/** Word from one part of this process to another that an execution has changed, or that there is work. It may be lost: who waits also looks. */
@Injectable()
export class ExecutionSignals {
  private readonly emitter = new EventEmitter({ captureRejections: false }).setMaxListeners(0);

  /** The process ends: nobody waits any more for work that another one will do. */
  hasEnded = false;

  changed(executionId: number): void {
    this.emitter.emit(String(executionId));
  }

  /** There is something to do now. */
  due(): void {
    this.emitter.emit(DUE);
  }

  onDue(listener: () => void): void {
    this.emitter.on(DUE, listener);
  }

  /** Calls at every change of the execution here, until what it returns is called. */
  onChanged(executionId: number, listener: () => void): () => void {
    this.emitter.on(String(executionId), listener);
    return () => void this.emitter.off(String(executionId), listener);
  }

  /** Comes back when the execution changed here, or after so long. */
  async untilChanged(executionId: number, milliseconds: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.emitter.off(String(executionId), done);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      this.emitter.once(String(executionId), done);
    });
  }
}
