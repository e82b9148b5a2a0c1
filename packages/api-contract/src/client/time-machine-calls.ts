import type { z } from 'zod';
import {
  asOfResponseSchema,
  diffResponseSchema,
  whatIfJobSchema,
  type asOfQuerySchema,
  type AsOfResponse,
  type diffQuerySchema,
  type DiffResponse,
  type WhatIfJob,
  type whatIfRequestSchema,
} from '../time-machine.ts';
import type { CallOptions, CallRoute } from './call.ts';

/** What the client asks of the past, as it was and as it would have been. */
export interface TimeMachineCalls {
  asOf(query: z.input<typeof asOfQuerySchema>, options?: CallOptions): Promise<AsOfResponse>;
  diff(query: z.input<typeof diffQuerySchema>, options?: CallOptions): Promise<DiffResponse>;
  /** Begins a fold and answers at once; `whatIfJob` says how far it is. */
  startWhatIf(request: z.input<typeof whatIfRequestSchema>, options?: CallOptions): Promise<WhatIfJob>;
  whatIfJob(jobId: string, options?: CallOptions): Promise<WhatIfJob>;
}

export const timeMachineCalls = (call: CallRoute): TimeMachineCalls => ({
  asOf: (query, { signal } = {}) => call('asOf', asOfResponseSchema, { query, signal }),
  diff: (query, { signal } = {}) => call('diff', diffResponseSchema, { query, signal }),
  startWhatIf: (body, { signal } = {}) => call('startWhatIf', whatIfJobSchema, { body, signal }),
  whatIfJob: (jobId, { signal } = {}) => call('whatIfJob', whatIfJobSchema, { params: { jobId }, signal }),
});
