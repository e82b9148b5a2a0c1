import { roleSchema, type Role } from '@caselog/api-contract';
import { opaqueIdSchema } from '@caselog/ticket';
import type { z } from 'zod';

/** Who asks. */
export interface Principal {
  /** A random id or a role, never a name or an address: it becomes the `actor` of events (law 11). */
  readonly id: string;
  readonly roles: readonly Role[];
  /** For which customer a requester asks. */
  readonly customerId?: string;
  /** For which partner somebody works. */
  readonly partnerId?: string;
}

/** Why somebody is turned away at the door. The reason is told to the caller and holds nothing of what was offered. */
export interface AuthRefusal {
  readonly refused: 'unauthenticated' | 'not-permitted';
  readonly reason: string;
}

/** Decides who offers a bearer token. Rejects only when it cannot decide. */
export type Identify = (token: string) => Promise<Principal | AuthRefusal>;

export const unknownToken: AuthRefusal = {
  refused: 'unauthenticated',
  reason: 'the bearer token is not valid here',
};

const notPermitted = (reason: string): AuthRefusal => ({ refused: 'not-permitted', reason });

/** An id as people and partners have one: no address, which must never become an actor. */
const idSchema = opaqueIdSchema.refine((id) => !id.includes('@'), 'must be no address');

/** What a token or key says of its holder, before it is believed. */
export interface Holder {
  readonly id: unknown;
  readonly roles: readonly unknown[];
  readonly customerId?: unknown;
  readonly partnerId?: unknown;
}

const read = <Value>(schema: z.ZodType<Value>, value: unknown): Value | undefined =>
  schema.safeParse(value).data;

/**
 * The principal a checked token names. Pure. A requester is nothing without its customer and a partner's person nothing
 * without its partner: their scope hangs on it, so such a token is of no use here. Roles of other programs are passed over.
 */
export const principalOf = ({ id, roles, customerId, partnerId }: Holder): Principal | AuthRefusal => {
  const known = {
    id: read(idSchema, id),
    roles: [...new Set(roles.flatMap((role) => read(roleSchema, role) ?? []))],
    customerId: read(idSchema, customerId),
    partnerId: read(idSchema, partnerId),
  };
  if (known.id === undefined) return notPermitted('the token names no person by an opaque id');
  if (known.roles.length === 0) return notPermitted('the token carries no role of this desk');
  if (known.roles.includes('requester') && known.customerId === undefined)
    return notPermitted('a requester’s token must name its customer');
  if (known.roles.includes('partner') && known.partnerId === undefined)
    return notPermitted('a partner’s token must name its partner');
  return {
    id: known.id,
    roles: known.roles,
    ...(known.customerId === undefined ? {} : { customerId: known.customerId }),
    ...(known.partnerId === undefined ? {} : { partnerId: known.partnerId }),
  };
};
