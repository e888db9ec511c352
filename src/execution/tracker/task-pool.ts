/** A piece of work on something that is held by a lease. */
interface Task {
  readonly token: string;
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
  get tokens(): string[] {
    return [...new Set([...this.running.keys(), ...this.queue].map(({ token }) => token))];
  }

  add(token: string, work: () => Promise<void>): void {
    this.queue.push({ token, work });
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
