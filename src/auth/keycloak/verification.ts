import { AsyncLocalStorage } from 'node:async_hooks';

/** What the bridge learns while it checks the token of one request: the packages between it and the guard lose the error. */
export interface Verification {
  issuerAway: boolean;
}

export const verifications = new AsyncLocalStorage<Verification>();
