import type { Fault } from '../fakes/fake-reana';

const EVERYTHING = { path: /./, times: 1_000_000 } as const;
/** What REANA may do to every request. */
export const REANA_TROUBLES: readonly (readonly [string, Fault])[] = [
  ['500', { ...EVERYTHING, kind: 'status', status: 500 }],
  ['502', { ...EVERYTHING, kind: 'status', status: 502 }],
  ['429', { ...EVERYTHING, kind: 'status', status: 429, headers: { 'retry-after': '6' } }],
  ['nothing in time', { ...EVERYTHING, kind: 'latency', milliseconds: 5000 }],
  ['a reset', { ...EVERYTHING, kind: 'reset' }],
  ['half a body', { ...EVERYTHING, kind: 'half body' }],
  ['a slow drip', { ...EVERYTHING, kind: 'drip' }],
  ['HTML', { ...EVERYTHING, kind: 'html' }],
  ['invalid JSON', { ...EVERYTHING, kind: 'text', text: '{"items": [' }],
];
