import {
  customerResponseSchema,
  outageResponseSchema,
  outagesResponseSchema,
  partnerResponseSchema,
  registerAnswerSchema,
  type CustomerRequest,
  type CustomerResponse,
  type OutageRequest,
  type OutageResponse,
  type OutagesResponse,
  type PartnerRequest,
  type PartnerResponse,
  type RegisterAnswer,
} from '../registers.ts';
import type { CallOptions, CallRoute } from './call.ts';

/** What the client asks of the registers. */
export interface RegisterCalls {
  customer(customerId: string, options?: CallOptions): Promise<CustomerResponse>;
  commandCustomer(
    customerId: string,
    request: CustomerRequest,
    options?: CallOptions,
  ): Promise<RegisterAnswer>;
  /** The open ones. */
  outages(options?: CallOptions): Promise<OutagesResponse>;
  outage(outageId: string, options?: CallOptions): Promise<OutageResponse>;
  commandOutage(outageId: string, request: OutageRequest, options?: CallOptions): Promise<RegisterAnswer>;
  partner(partnerId: string, options?: CallOptions): Promise<PartnerResponse>;
  commandPartner(partnerId: string, request: PartnerRequest, options?: CallOptions): Promise<RegisterAnswer>;
}

export const registerCalls = (call: CallRoute): RegisterCalls => ({
  customer: (customerId, { signal } = {}) =>
    call('customer', customerResponseSchema, { params: { customerId }, signal }),
  commandCustomer: (customerId, body, { signal } = {}) =>
    call('customerCommand', registerAnswerSchema, { params: { customerId }, body, signal }),
  outages: ({ signal } = {}) => call('outages', outagesResponseSchema, { signal }),
  outage: (outageId, { signal } = {}) =>
    call('outage', outageResponseSchema, { params: { outageId }, signal }),
  commandOutage: (outageId, body, { signal } = {}) =>
    call('outageCommand', registerAnswerSchema, { params: { outageId }, body, signal }),
  partner: (partnerId, { signal } = {}) =>
    call('partner', partnerResponseSchema, { params: { partnerId }, signal }),
  commandPartner: (partnerId, body, { signal } = {}) =>
    call('partnerCommand', registerAnswerSchema, { params: { partnerId }, body, signal }),
});
