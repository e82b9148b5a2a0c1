import { commandRoles } from '../access.ts';
import { attachmentPathSchema, uploadAnswerSchema } from '../attachments.ts';
import {
  helpQuerySchema,
  helpResponseSchema,
  myTicketsQuerySchema,
  myTicketsResponseSchema,
  previewTicketRequestSchema,
  ticketPreviewSchema,
} from '../help.ts';
import { myEventsHeadersSchema, myEventsQuerySchema } from '../events.ts';
import { ticketPathSchema } from '../tickets.ts';

/** What somebody needs who asks for help: what is known, what will be promised, its own tickets and files. */
export const helpRoutes = {
  help: {
    method: 'GET',
    url: '/help-desk',
    summary: 'Say what helps without a ticket, which outages are known, and whether the caller may open one',
    tags: ['help'],
    roles: 'public',
    identity: 'optional',
    querystring: helpQuerySchema,
    success: 200,
    response: helpResponseSchema,
    problems: [400, 401, 403, 429, 503],
  },
  previewTicket: {
    method: 'POST',
    url: '/tickets/preview',
    summary: 'Say which priority and targets a stated impact would get now, without opening anything',
    tags: ['help'],
    roles: commandRoles.OpenTicket,
    body: previewTicketRequestSchema,
    success: 200,
    response: ticketPreviewSchema,
    problems: [400, 401, 403, 413, 415, 429, 503],
  },
  myTickets: {
    method: 'GET',
    url: '/my/tickets',
    summary: 'List the caller’s own tickets: a requester’s, or those referred to a partner',
    tags: ['help'],
    roles: ['requester', 'partner'],
    querystring: myTicketsQuerySchema,
    success: 200,
    response: myTicketsResponseSchema,
    problems: [400, 401, 403, 429, 503],
  },
  myEvents: {
    method: 'GET',
    url: '/my/events',
    summary: 'Follow what happens to the caller’s own tickets as server-sent events',
    tags: ['events'],
    roles: ['requester', 'partner'],
    querystring: myEventsQuerySchema,
    headers: myEventsHeadersSchema,
    problems: [400, 401, 403, 429, 503],
  },
  uploadAttachment: {
    method: 'POST',
    url: '/tickets/:ticketId/attachments',
    summary: 'Hand in a file, as the body of the request; SupplyDataItem then names it',
    tags: ['tickets'],
    roles: commandRoles.SupplyDataItem,
    params: ticketPathSchema,
    success: 201,
    response: uploadAnswerSchema,
    problems: [400, 401, 403, 404, 409, 413, 415, 429, 503],
  },
  attachment: {
    method: 'GET',
    url: '/tickets/:ticketId/attachments/:digest',
    summary: 'Download a file that was supplied to a ticket; never shown in place',
    tags: ['tickets'],
    roles: ['requester', 'agent', 'specialist', 'lead', 'service'],
    params: attachmentPathSchema,
    problems: [400, 401, 403, 404, 429, 503],
  },
} as const;
