/** An answer that changes seldom: asked for when it is needed, and again when it is old. */
export class Remembered<Value> {
  private known: { readonly value: Value; readonly until: number } | null = null;

  constructor(
    private readonly milliseconds: number,
    private readonly ask: () => Promise<Value>,
  ) {}

  async get(): Promise<Value> {
    if (this.known && performance.now() < this.known.until) return this.known.value;
    const value = await this.ask();
    this.known = { value, until: performance.now() + this.milliseconds };
    return value;
  }

  forget(): void {
    this.known = null;
  }
}
