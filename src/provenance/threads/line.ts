/** Does one thing after the other, in the order in which they came. */
export class Line {
  private pending = 0;
  private last: Promise<unknown> = Promise.resolve();

  get length(): number {
    return this.pending;
  }

  add<Result>(work: () => Promise<Result>): Promise<Result> {
    this.pending += 1;
    const done = this.last.then(work).finally(() => (this.pending -= 1));
    this.last = done.catch(() => undefined);
    return done;
  }
}
