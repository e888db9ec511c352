import type { Request } from 'express';
import type { JWTPayload } from 'jose';
import type { Principal } from './principal';

/** What the guards leave on the request: first the verified claims, then the principal. */
export interface AuthenticatedRequest extends Request {
  user?: JWTPayload;
  principal?: Principal;
}
