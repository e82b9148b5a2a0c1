import { rolesOfAny } from '../access.ts';
import {
  deliveriesQuerySchema,
  deliveriesResponseSchema,
  optOutsResponseSchema,
  personCommandTypes,
  personPathSchema,
  personRequestSchema,
} from '../mail.ts';
import { registerAnswerSchema } from '../registers.ts';

/** The desk's mails, and who wants none. */
export const mailRoutes = {
  deliveries: {
    method: 'GET',
    url: '/mail/deliveries',
    summary: 'Say what became of the desk’s mails, without addresses',
    tags: ['mail'],
    roles: ['lead'],
    querystring: deliveriesQuerySchema,
    success: 200,
    response: deliveriesResponseSchema,
    problems: [400, 401, 403, 429, 503],
  },
  optOuts: {
    method: 'GET',
    url: '/mail/opt-outs',
    summary: 'List the people who want no surveys, by id',
    tags: ['mail'],
    roles: ['lead'],
    success: 200,
    response: optOutsResponseSchema,
    problems: [401, 403, 429, 503],
  },
  personCommand: {
    method: 'POST',
    url: '/people/:personId/commands',
    summary: 'Record on a person’s behalf what it wants no mail about',
    tags: ['mail'],
    roles: rolesOfAny(personCommandTypes),
    judgedBy: 'command',
    params: personPathSchema,
    body: personRequestSchema,
    success: 200,
    response: registerAnswerSchema,
    problems: [400, 401, 403, 404, 409, 413, 415, 429, 503],
  },
} as const;
