import { otherCommandRoles, readers } from '../access.ts';
import { deskStatusSchema } from '../desk-status.ts';
import {
  policyDifferencesQuerySchema,
  policyDifferencesResponseSchema,
  policyPreviewSchema,
  policySchemaResponseSchema,
  previewPolicyRequestSchema,
} from '../policy-drafts.ts';

/** What a lead needs who keeps a desk: drafts of the policy, and how its parts are doing. */
export const deskKeepingRoutes = {
  policyDifferences: {
    method: 'GET',
    url: '/policy/differences',
    summary: 'Say what changed from one version of the policy to another',
    tags: ['policy'],
    roles: readers,
    querystring: policyDifferencesQuerySchema,
    success: 200,
    response: policyDifferencesResponseSchema,
    problems: [400, 401, 403, 404, 429, 503],
  },
  policySchema: {
    method: 'GET',
    url: '/policy/schema',
    summary: 'Describe what a policy document holds, as JSON Schema',
    tags: ['policy'],
    roles: readers,
    success: 200,
    response: policySchemaResponseSchema,
    problems: [401, 403, 429, 503],
  },
  previewPolicy: {
    method: 'POST',
    url: '/policy/preview',
    summary: 'Say what a draft of the policy would change, without publishing it',
    tags: ['policy'],
    roles: otherCommandRoles.PublishPolicy,
    body: previewPolicyRequestSchema,
    success: 200,
    response: policyPreviewSchema,
    problems: [400, 401, 403, 413, 415, 429, 503],
  },
  deskStatus: {
    method: 'GET',
    url: '/operations/status',
    summary: 'Say how far the relay and every read model have come',
    tags: ['operation'],
    roles: ['lead'],
    success: 200,
    response: deskStatusSchema,
    problems: [401, 403, 429, 503],
  },
} as const;
