import { readers } from '../access.ts';
import {
  asOfQuerySchema,
  asOfResponseSchema,
  diffQuerySchema,
  diffResponseSchema,
  whatIfJobSchema,
  whatIfPathSchema,
  whatIfRequestSchema,
} from '../time-machine.ts';

const analysts = ['analyst', 'lead'] as const;

/** The past, as it was and as it would have been. */
export const timeMachineRoutes = {
  asOf: {
    method: 'GET',
    url: '/as-of',
    summary: 'Say how all tickets stood at an instant: states, queue and flow',
    tags: ['history'],
    roles: readers,
    querystring: asOfQuerySchema,
    success: 200,
    response: asOfResponseSchema,
    problems: [400, 401, 403, 404, 429, 503],
  },
  diff: {
    method: 'GET',
    url: '/diff',
    summary: 'Say what changed between two instants; what was recorded late is told as a correction',
    tags: ['history'],
    roles: readers,
    querystring: diffQuerySchema,
    success: 200,
    response: diffResponseSchema,
    problems: [400, 401, 403, 404, 429, 503],
  },
  startWhatIf: {
    method: 'POST',
    url: '/what-if',
    summary: 'Fold history under another policy or calendar; answers at once, and works on',
    tags: ['history'],
    roles: analysts,
    body: whatIfRequestSchema,
    success: 202,
    response: whatIfJobSchema,
    problems: [400, 401, 403, 404, 413, 415, 422, 429, 503],
  },
  whatIfJob: {
    method: 'GET',
    url: '/what-if/:jobId',
    summary: 'Say how far such a fold is, and what it has found',
    tags: ['history'],
    roles: analysts,
    params: whatIfPathSchema,
    success: 200,
    response: whatIfJobSchema,
    problems: [400, 401, 403, 404, 429, 503],
  },
} as const;
