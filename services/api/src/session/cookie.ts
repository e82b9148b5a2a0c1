import type { FastifyReply, FastifyRequest } from 'fastify';

/** Over TLS the name's prefix makes browsers insist on Secure, on the host itself and on the whole path. Source: RFC 6265bis, 4.1.3. */
const secureName = '__Host-caselog';

/** Browsers keep cookies by host and not by port, and several desks may run on one machine. */
const plainName = (request: FastifyRequest): string => {
  const port = /:(\d+)$/.exec(request.host)?.[1];
  return port === undefined ? 'caselog' : `caselog-${port}`;
};

/** Whether the browser speaks TLS, as far as this process, or a proxy on this machine, says. */
const isSecure = (request: FastifyRequest): boolean =>
  request.protocol === 'https' || request.headers['x-forwarded-proto'] === 'https';

const nameOf = (request: FastifyRequest): string => (isSecure(request) ? secureName : plainName(request));

/** The value of one of the request's cookies, undefined when it has none of that name. Pure. */
export const cookieOf = ({ headers }: FastifyRequest, name: string): string | undefined =>
  headers.cookie
    ?.split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);

/** The secret a browser offers, undefined when it offers none. */
export const sessionSecretOf = (request: FastifyRequest): string | undefined => {
  const value = cookieOf(request, nameOf(request));
  return value !== undefined && /^[\w-]{43}$/.test(value) ? value : undefined;
};

interface CookieOptions {
  readonly name: string;
  readonly value: string;
  readonly maxAgeS: number;
  /** Lax where the issuer's redirect must still find it. */
  readonly sameSite?: 'Strict' | 'Lax';
}

export const setCookie = (
  request: FastifyRequest,
  reply: FastifyReply,
  { name, value, maxAgeS, sameSite = 'Strict' }: CookieOptions,
): void => {
  const secure = isSecure(request) ? '; Secure' : '';
  void reply.header(
    'set-cookie',
    `${name}=${value}; Path=/; HttpOnly; SameSite=${sameSite}; Max-Age=${maxAgeS}${secure}`,
  );
};

/**
 * Gives the browser its session: out of reach of scripts. Lax, not Strict: a link in a mail must find who is signed in; what changes
 * something asks for more than the cookie.
 */
export const setSessionCookie = (request: FastifyRequest, reply: FastifyReply, secret: string): void =>
  setCookie(request, reply, {
    name: nameOf(request),
    value: secret,
    maxAgeS: 12 * 3600,
    sameSite: 'Lax',
  });

export const clearSessionCookie = (request: FastifyRequest, reply: FastifyReply): void =>
  setCookie(request, reply, { name: nameOf(request), value: '', maxAgeS: 0, sameSite: 'Lax' });
