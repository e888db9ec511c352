import type { Lease } from './tracked-execution.repository';

/** A piece of work on what is held. */
interface Task {
  readonly leases: readonly Lease[];
  readonly work: () => Promise<void>;
}

/** Does so many pieces of work at once; the rest waits in its order. What fails is told, and stops nothing else. */
export class TaskPool {
  private readonly running = new Map<Task, Promise<void>>();
  private queue: Task[] = [];

  constructor(
    private readonly atOnce: number,
    private readonly listener: { failed(error: unknown): void; done(): void },
  ) {}

  /** How much more can begin at once. */
  get free(): number {
    return Math.max(0, this.atOnce - this.running.size - this.queue.length);
  }

  /** The leases of all that runs or waits. */
  get leases(): Lease[] {
    return [...this.running.keys(), ...this.queue].flatMap(({ leases }) => leases);
  }

  add(leases: readonly Lease[], work: () => Promise<void>): void {
    this.queue.push({ leases, work });
    this.begin();
  }

  /** Forgets what has not begun, and waits for what has. */
  async finish(): Promise<void> {
    this.queue = [];
    await Promise.all(this.running.values());
  }

  private begin(): void {
    while (this.running.size < this.atOnce) {
      const task = this.queue.shift();
      if (task === undefined) return;
      this.running.set(task, this.run(task));
    }
  }

  private async run(task: Task): Promise<void> {
    try {
      await task.work();
    } catch (error) {
      this.listener.failed(error);
    } finally {
      this.running.delete(task);
      this.begin();
      this.listener.done();
    }
  }
}
