import { readers } from '../access.ts';
import { exportQuerySchema } from '../export.ts';

/** The history for other tools. */
export const exportRoutes = {
  exportLedger: {
    method: 'GET',
    url: '/export',
    summary: 'Write the tickets of a period or population as a log for other tools, sent as it is made',
    tags: ['history'],
    roles: readers,
    querystring: exportQuerySchema,
    problems: [400, 401, 403, 429, 503],
  },
} as const;
