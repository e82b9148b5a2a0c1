import type { z } from 'zod';
import {
  apiKeySchema,
  apiKeysResponseSchema,
  createApiKeyAnswerSchema,
  type ApiKeysResponse,
  type ApiKeyView,
  type CreateApiKeyAnswer,
  type CreateApiKeyRequest,
} from '../api-keys.ts';
import { channelsResponseSchema, type channelsQuerySchema, type ChannelsResponse } from '../channels.ts';
import { meResponseSchema, type MeResponse } from '../me.ts';
import { sessionResponseSchema, type SessionResponse, type SignInRequest } from '../session.ts';
import {
  checkPolicyAnswerSchema,
  policyResponseSchema,
  policyVersionsResponseSchema,
  publishPolicyAnswerSchema,
  type CheckPolicyAnswer,
  type CheckPolicyRequest,
  type PolicyResponse,
  type PolicyVersionsResponse,
  type PublishPolicyAnswer,
  type PublishPolicyRequest,
} from '../policy.ts';
import type { CallOptions, CallRoute } from './call.ts';

/** What the client asks of the desk itself. */
export interface DeskCalls {
  me(options?: CallOptions): Promise<MeResponse>;
  /** Who is signed in in this browser: for pages, which hold no token. */
  session(options?: CallOptions): Promise<SessionResponse>;
  signIn(request: SignInRequest, options?: CallOptions): Promise<SessionResponse>;
  signOut(options?: CallOptions): Promise<SessionResponse>;
  channels(query?: z.input<typeof channelsQuerySchema>, options?: CallOptions): Promise<ChannelsResponse>;
  /** The policy in force, or the version named. */
  policy(version?: string, options?: CallOptions): Promise<PolicyResponse>;
  policyVersions(options?: CallOptions): Promise<PolicyVersionsResponse>;
  publishPolicy(request: PublishPolicyRequest, options?: CallOptions): Promise<PublishPolicyAnswer>;
  checkPolicy(request: CheckPolicyRequest, options?: CallOptions): Promise<CheckPolicyAnswer>;
  createApiKey(request: CreateApiKeyRequest, options?: CallOptions): Promise<CreateApiKeyAnswer>;
  apiKeys(options?: CallOptions): Promise<ApiKeysResponse>;
  revokeApiKey(keyId: string, options?: CallOptions): Promise<ApiKeyView>;
}

export const deskCalls = (call: CallRoute): DeskCalls => ({
  me: ({ signal } = {}) => call('me', meResponseSchema, { signal }),
  session: ({ signal } = {}) => call('session', sessionResponseSchema, { signal }),
  signIn: (body, { signal } = {}) => call('signIn', sessionResponseSchema, { body, signal }),
  signOut: ({ signal } = {}) => call('signOut', sessionResponseSchema, { signal }),
  channels: (query = {}, { signal } = {}) => call('channels', channelsResponseSchema, { query, signal }),
  policy: (version, { signal } = {}) => call('policy', policyResponseSchema, { query: { version }, signal }),
  policyVersions: ({ signal } = {}) => call('policyVersions', policyVersionsResponseSchema, { signal }),
  publishPolicy: (body, { signal } = {}) =>
    call('publishPolicy', publishPolicyAnswerSchema, { body, signal }),
  checkPolicy: (body, { signal } = {}) => call('checkPolicy', checkPolicyAnswerSchema, { body, signal }),
  createApiKey: (body, { signal } = {}) => call('createApiKey', createApiKeyAnswerSchema, { body, signal }),
  apiKeys: ({ signal } = {}) => call('apiKeys', apiKeysResponseSchema, { signal }),
  revokeApiKey: (keyId, { signal } = {}) => call('revokeApiKey', apiKeySchema, { params: { keyId }, signal }),
});
