import { boardsRoute } from './boards/route.ts';
import { askRoute, helpRoute, requestRoute, requestsRoute } from './help/route.ts';
import { homeRoute } from './home/route.ts';
import { operationsRoute } from './operations/route.ts';
import { policyRoute } from './policy/route.ts';
import { queueRoute } from './queue/route.ts';
import { signInRoute } from './sign-in/route.ts';
import { ticketRoute } from './tickets/route.ts';
import { whatIfRoute } from './what-if/route.ts';

/** Every page of the app: one line each. */
export const pages = [
  homeRoute,
  signInRoute,
  queueRoute,
  ticketRoute,
  boardsRoute,
  helpRoute,
  askRoute,
  requestsRoute,
  requestRoute,
  operationsRoute,
  policyRoute,
  whatIfRoute,
] as const;
