import type { z } from 'zod';
import { uploadAnswerSchema, type UploadAnswer } from '../attachments.ts';
import { deskStatusSchema, type DeskStatus } from '../desk-status.ts';
import {
  helpResponseSchema,
  myTicketsResponseSchema,
  ticketPreviewSchema,
  type helpQuerySchema,
  type HelpResponse,
  type MyTicketsQuery,
  type MyTicketsResponse,
  type PreviewTicketRequest,
  type TicketPreview,
} from '../help.ts';
import {
  policyDifferencesResponseSchema,
  policyPreviewSchema,
  policySchemaResponseSchema,
  type PolicyDifferencesResponse,
  type PolicyPreview,
  type PolicySchemaResponse,
  type PreviewPolicyRequest,
} from '../policy-drafts.ts';
import type { CallOptions, CallRoute } from './call.ts';

interface WaitOptions extends CallOptions {
  /** Wait until the read shows this position, as a command's answer named it. */
  readonly waitFor?: number;
}

/** What the client asks for those who ask for help, and for those who keep the desk. */
export interface HelpCalls {
  help(query?: z.input<typeof helpQuerySchema>, options?: CallOptions): Promise<HelpResponse>;
  previewTicket(request: PreviewTicketRequest, options?: CallOptions): Promise<TicketPreview>;
  myTickets(query?: Omit<MyTicketsQuery, 'waitFor'>, options?: WaitOptions): Promise<MyTicketsResponse>;
  /** Hands in a file; give what comes back, with the file's name, to `SupplyDataItem`. */
  uploadAttachment(ticketId: string, file: Blob | Uint8Array, options?: CallOptions): Promise<UploadAnswer>;
  policyDifferences(from: string, to: string, options?: CallOptions): Promise<PolicyDifferencesResponse>;
  /** What a policy document holds, as JSON Schema. */
  policySchema(options?: CallOptions): Promise<PolicySchemaResponse>;
  previewPolicy(request: PreviewPolicyRequest, options?: CallOptions): Promise<PolicyPreview>;
  deskStatus(options?: CallOptions): Promise<DeskStatus>;
}

export const helpCalls = (call: CallRoute): HelpCalls => ({
  help: (query = {}, { signal } = {}) => call('help', helpResponseSchema, { query, signal }),
  previewTicket: (body, { signal } = {}) => call('previewTicket', ticketPreviewSchema, { body, signal }),
  myTickets: (query = {}, { waitFor, signal } = {}) =>
    call('myTickets', myTicketsResponseSchema, { query: { ...query, waitFor }, signal }),
  uploadAttachment: (ticketId, content, { signal } = {}) =>
    call('uploadAttachment', uploadAnswerSchema, { params: { ticketId }, content, signal }),
  policyDifferences: (from, to, { signal } = {}) =>
    call('policyDifferences', policyDifferencesResponseSchema, { query: { from, to }, signal }),
  policySchema: ({ signal } = {}) => call('policySchema', policySchemaResponseSchema, { signal }),
  previewPolicy: (body, { signal } = {}) => call('previewPolicy', policyPreviewSchema, { body, signal }),
  deskStatus: ({ signal } = {}) => call('deskStatus', deskStatusSchema, { signal }),
});
