import { sessionResponseSchema, signInRequestSchema } from '../session.ts';

/** Sessions of browsers: a cookie instead of a token, which a page never holds. */
export const sessionRoutes = {
  session: {
    method: 'GET',
    url: '/session',
    summary: 'Say who is signed in in this browser, and how to sign in',
    tags: ['session'],
    roles: 'public',
    identity: 'optional',
    success: 200,
    response: sessionResponseSchema,
    problems: [429, 503],
  },
  signIn: {
    method: 'POST',
    url: '/session',
    summary: 'Exchange a token for a session of this browser',
    tags: ['session'],
    roles: 'public',
    body: signInRequestSchema,
    success: 200,
    response: sessionResponseSchema,
    problems: [400, 401, 403, 413, 415, 429, 503],
  },
  signOut: {
    method: 'DELETE',
    url: '/session',
    summary: 'End the session of this browser',
    tags: ['session'],
    roles: 'public',
    success: 200,
    response: sessionResponseSchema,
    problems: [403, 429, 503],
  },
} as const;
