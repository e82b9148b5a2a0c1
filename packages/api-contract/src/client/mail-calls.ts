import type { z } from 'zod';
import {
  deliveriesResponseSchema,
  optOutsResponseSchema,
  type deliveriesQuerySchema,
  type DeliveriesResponse,
  type OptOutsResponse,
  type PersonRequest,
} from '../mail.ts';
import { registerAnswerSchema, type RegisterAnswer } from '../registers.ts';
import type { CallOptions, CallRoute } from './call.ts';

/** What the client asks about mails. */
export interface MailCalls {
  /** The latest first. */
  deliveries(
    query?: z.input<typeof deliveriesQuerySchema>,
    options?: CallOptions,
  ): Promise<DeliveriesResponse>;
  optOuts(options?: CallOptions): Promise<OptOutsResponse>;
  commandPerson(personId: string, request: PersonRequest, options?: CallOptions): Promise<RegisterAnswer>;
}

export const mailCalls = (call: CallRoute): MailCalls => ({
  deliveries: (query = {}, { signal } = {}) =>
    call('deliveries', deliveriesResponseSchema, { query, signal }),
  optOuts: ({ signal } = {}) => call('optOuts', optOutsResponseSchema, { signal }),
  commandPerson: (personId, body, { signal } = {}) =>
    call('personCommand', registerAnswerSchema, { params: { personId }, body, signal }),
});
