/** An answer that is not the expected one, in the words of OAuth 2.0 (RFC 6749, section 5.2). */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly error: string | null = null,
    description = '',
  ) {
    super(description);
  }

  get body(): Record<string, string> | undefined {
    return this.error === null ? undefined : { error: this.error, error_description: this.message };
  }
}

export function invalidGrant(description: string): Refusal {
  return new Refusal(400, 'invalid_grant', description);
}
