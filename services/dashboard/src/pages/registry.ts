import { homeRoute } from './home/route.ts';
import { queueRoute } from './queue/route.ts';
import { signInRoute } from './sign-in/route.ts';

/** Every page of the app: one line each. */
export const pages = [homeRoute, signInRoute, queueRoute] as const;
