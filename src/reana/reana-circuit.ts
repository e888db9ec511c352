import { Logger } from '@nestjs/common';
import {
  CircuitState,
  ConsecutiveBreaker,
  DelegateBackoff,
  circuitBreaker,
  handleWhen,
  type CircuitBreakerPolicy,
} from 'cockatiel';
import { ReanaUnavailableError } from './reana.errors';

export interface CircuitOptions {
  /** So many failures one after the other mean that REANA is away. */
  readonly failuresToOpen: number;
  /** How long nothing is sent then; it doubles with each look that fails. */
  readonly openMilliseconds: number;
  readonly longestOpenMilliseconds: number;
}

/** What the circuit needs of whom it serves. */
export interface CircuitClient {
  /** Waits until one request may be sent. */
  turn(): Promise<void>;
  /** Sends the request that tells whether REANA is back. */
  look(): Promise<unknown>;
  /** Refuses all that wait to be sent. */
  dismiss(error: CircuitOpenError): void;
}

/** The circuit is open: nothing is sent for that time. */
export class CircuitOpenError extends Error {
  constructor(
    readonly awayMilliseconds: number,
    readonly waitMilliseconds: number,
  ) {
    super('REANA is away');
  }
}

/**
 * Spares a REANA that is away, and everybody who would wait for it. When the pause is over, one small look of our own tells
 * whether it is back, so that neither a write nor a long transfer is put at risk for that.
 */
export class ReanaCircuit {
  private readonly logger = new Logger(ReanaCircuit.name);
  private readonly policy: CircuitBreakerPolicy;
  private awaySince = 0;
  private lookAgainAt = 0;
  private looking: Promise<void> | null = null;

  constructor(
    private readonly options: CircuitOptions,
    private readonly client: CircuitClient,
  ) {
    const isAway = (error: Error) => error instanceof ReanaUnavailableError && error.reason.away === true;
    this.policy = circuitBreaker(handleWhen(isAway), {
      breaker: new ConsecutiveBreaker(options.failuresToOpen),
      halfOpenAfter: new DelegateBackoff(({ attempt }) => this.pause(attempt)),
    });
    this.policy.onBreak(() => client.dismiss(this.refusal()));
    this.policy.onReset(() => this.logger.log('REANA answers again.'));
  }

  /** Throws CircuitOpenError while REANA is away; looks whether it is back when that is due. */
  async check(): Promise<void> {
    if (this.policy.state === CircuitState.Closed) return;
    if (performance.now() >= this.lookAgainAt) {
      this.looking ??= this.lookAgain().finally(() => (this.looking = null));
      await this.looking;
    }
    this.refuseWhenOpen();
  }

  /** Sends; what happens counts. */
  async send<Result>(call: () => Promise<Result>): Promise<Result> {
    this.refuseWhenOpen(); // it may have opened while the request waited for its turn
    return this.policy.execute(call);
  }

  private refuseWhenOpen(): void {
    if (this.policy.state !== CircuitState.Closed) throw this.refusal();
  }

  private refusal(): CircuitOpenError {
    const now = performance.now();
    return new CircuitOpenError(now - this.awaySince, Math.max(0, this.lookAgainAt - now));
  }

  private async lookAgain(): Promise<void> {
    await this.client.turn();
    await this.policy.execute(() => this.client.look()).catch(() => undefined); // its failure is in the state of the circuit
  }

  /** The library compares times of day, which may be set; this pause is kept here, by a clock that only runs. */
  private pause(attempt: number): number {
    const { openMilliseconds, longestOpenMilliseconds } = this.options;
    const pause = Math.min(longestOpenMilliseconds, openMilliseconds * 2 ** (attempt - 1));
    const now = performance.now();
    if (attempt === 1) this.awaySince = now;
    this.lookAgainAt = now + pause;
    this.logger.warn(`REANA is away: nothing is sent to it for ${Math.ceil(pause / 1000)} s.`);
    return Number.NEGATIVE_INFINITY;
  }
}
