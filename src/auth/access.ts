import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ACCESS, PUBLIC } from '../common/http/public.decorator';
import type { Permission } from './permission';

const reflector = new Reflector();

/** What the handler declares, else its controller; undefined: nothing, and the route is refused. */
export function accessOf(context: Pick<ExecutionContext, 'getHandler' | 'getClass'>): Permission | typeof PUBLIC | undefined {
  return reflector.getAllAndOverride(ACCESS, [context.getHandler(), context.getClass()]);
}
