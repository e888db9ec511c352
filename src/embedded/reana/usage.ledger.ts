/** How full workspaces are: measured once, then counted along, so that a thousand uploads are not a thousand walks through the folder. */
export class UsageLedger {
  private readonly known = new Map<string, number>();

  async bytes(workspaceId: string, measure: () => Promise<number>): Promise<number> {
    const known = this.known.get(workspaceId);
    if (known !== undefined) return known;
    const measured = await measure();
    this.known.set(workspaceId, measured);
    return measured;
  }

  add(workspaceId: string, bytes: number): void {
    this.known.set(workspaceId, (this.known.get(workspaceId) ?? 0) + bytes);
  }

  /** Something else has changed the folder: measure again. */
  forget(workspaceId: string): void {
    this.known.delete(workspaceId);
  }
}
