import type { DeskIssuer } from '@caselog/access-control';
import { roles, type Role } from '@caselog/api-contract';

/** A token with the role it is for. */
export interface RoleToken {
  readonly role: Role;
  readonly token: string;
}

/** For whom the tokens of requesters and partners speak; the demonstration registers both. */
export const demonstrationCustomer = 'customer-demo';
export const demonstrationPartner = 'partner-demo';

/** The person behind the token of a role. Pure. */
export const demonstrationPerson = (role: Role): string => `${role}-demo`;

const weekMs = 7 * 86_400_000;

/** A token for each role, so that a desk can be seen with everybody's eyes. */
export const mintRoleTokens = (issuer: DeskIssuer): Promise<readonly RoleToken[]> =>
  Promise.all(
    roles.map(async (role) => {
      const token = await issuer.mintToken({
        role,
        subject: demonstrationPerson(role),
        ...(role === 'requester' && { customerId: demonstrationCustomer }),
        ...(role === 'partner' && { partnerId: demonstrationPartner }),
        ttlMs: weekMs,
      });
      return { role, token };
    }),
  );
