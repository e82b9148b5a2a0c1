import { z } from 'zod';
import { readers } from '../access.ts';
import { proofPathSchema, receiptsResponseSchema } from '../receipts.ts';
import { ticketPathSchema } from '../tickets.ts';

/** What makes each entry of a ticket's history checkable by others. */
export const receiptRoutes = {
  receipts: {
    method: 'GET',
    url: '/tickets/:ticketId/receipts',
    summary: 'Say under which hash each event of a ticket stands in the signed log',
    tags: ['tickets'],
    roles: ['requester', ...readers],
    params: ticketPathSchema,
    success: 200,
    response: receiptsResponseSchema,
    problems: [400, 401, 403, 404, 429, 503],
  },
  proof: {
    method: 'GET',
    url: '/tickets/:ticketId/events/:revision/proof',
    summary: 'Prove an event of a ticket: a .tlog-proof that is checked without the ledger',
    tags: ['tickets'],
    roles: readers,
    params: proofPathSchema,
    success: 200,
    response: z.string(),
    problems: [400, 401, 403, 404, 429, 503],
  },
} as const;
