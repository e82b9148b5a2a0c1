import type { Principal } from '@caselog/access-control';
import {
  anyCommandTypes,
  mayCommand,
  mayUse,
  routes,
  type MeResponse,
  type RouteName,
} from '@caselog/api-contract';

/** Who somebody is, and what it may do here. Pure. */
export const toMe = ({ id, roles, customerId, partnerId }: Principal): MeResponse => ({
  id,
  roles: [...roles],
  customerId: customerId ?? null,
  partnerId: partnerId ?? null,
  routes: (Object.keys(routes) as RouteName[]).filter((name) => mayUse(roles, name)),
  commands: anyCommandTypes.filter((type) => mayCommand(roles, type)),
});
