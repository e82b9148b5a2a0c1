import { z } from 'zod';
import { meResponseSchema } from './me.ts';

/** The header in which a page repeats `csrfToken` with everything that changes something. Source: OWASP, "Cross-Site Request Forgery". */
export const csrfHeader = 'x-caselog-csrf';

/** Where the browser goes to sign in with the desk's issuer, and where that sends it back to. */
export const oidcStartPath = '/session/oidc';
export const oidcCallbackPath = '/session/oidc/callback';

export const signInRequestSchema = z
  .strictObject({
    token: z.string().min(1).max(16_000).meta({ description: 'A bearer token, shown once for a session.' }),
  })
  .meta({ id: 'SignInRequest' });
export type SignInRequest = z.input<typeof signInRequestSchema>;

export const sessionResponseSchema = z
  .object({
    me: meResponseSchema.nullable().meta({ description: 'Who is signed in; null when nobody is.' }),
    language: z.string().nullable().meta({
      description:
        'In which the customer of whoever is signed in is written to; null when that is not known.',
    }),
    csrfToken: z.string().nullable(),
    endsAt: z.string().nullable().meta({ description: 'When the session ends, used or not.' }),
    oidc: z.boolean().meta({ description: 'Whether people sign in with an OpenID Connect issuer here.' }),
    position: z.int().nullable().meta({
      description: 'Where the ledger ends: whoever listens from here on misses nothing of later reads.',
    }),
    now: z.string().meta({ description: 'The server’s own time.' }),
  })
  .meta({ id: 'Session' });
export type SessionResponse = z.infer<typeof sessionResponseSchema>;
