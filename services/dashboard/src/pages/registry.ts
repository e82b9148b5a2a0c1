import { askRoute, helpRoute, requestRoute, requestsRoute } from './help/route.ts';
import { homeRoute } from './home/route.ts';
import { operationsRoute } from './operations/route.ts';
import { queueRoute } from './queue/route.ts';
import { signInRoute } from './sign-in/route.ts';
import { ticketRoute } from './tickets/route.ts';

/** Every page of the app: one line each. */
export const pages = [
  homeRoute,
  signInRoute,
  queueRoute,
  ticketRoute,
  helpRoute,
  askRoute,
  requestsRoute,
  requestRoute,
  operationsRoute,
] as const;
