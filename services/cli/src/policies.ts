import type { Env } from '@caselog/env';
import { createMemoryStore, type EventStore } from '@caselog/event-store';
import { openPolicyBook } from '@caselog/helpdesk';
import { defaultPolicy, policyStream } from '@caselog/policy';
import type { Policies } from '@caselog/ticket-clock';

/** The policies of a ledger, which is only read: where none was published yet, the one that a desk would publish first. */
export const readPolicies = async (store: EventStore, env: Env): Promise<Policies> => {
  const published = await store.readStream(policyStream(defaultPolicy.id), { limit: 1 });
  return openPolicyBook({ store: published.length > 0 ? store : createMemoryStore({ env }), env });
};
