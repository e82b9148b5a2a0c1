import type { KeyObject } from 'node:crypto';
import { exportJWK, type JWTPayload } from 'jose';
import { describe, expect, it } from 'vitest';
import {
  createOidcIssuer,
  IdentityUnavailableError,
  OidcSettingsError,
  type OidcIssuerOptions,
} from '../src/index.ts';
import { aWorld, claims, ed25519, signed } from './support.ts';

const issuer = claims.iss;
const jwksUrl = `${issuer}/keys`;

type Answer = () => Response | Promise<Response>;

/** An issuer on a network of its own: what it serves can be changed, and what it was asked is kept. */
const anIssuer = (options: Partial<OidcIssuerOptions> = {}) => {
  const env = aWorld();
  const asked: string[] = [];
  const served = new Map<string, Answer>();
  const fetchFake: typeof fetch = async (input, init) => {
    const url = new Request(input).url;
    asked.push(url.replace(issuer, ''));
    const answer = served.get(url);
    if (!answer) throw new TypeError('fetch failed');
    const aborted = new Promise<never>((_, reject) =>
      init?.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error)),
    );
    return Promise.race([answer(), aborted]);
  };
  const serveKeys = async (keys: Readonly<Record<string, KeyObject>>) => {
    const set = await Promise.all(
      Object.entries(keys).map(async ([kid, key]) => ({ ...(await exportJWK(key)), kid })),
    );
    served.set(jwksUrl, () => Response.json({ keys: set }));
  };
  served.set(`${issuer}/.well-known/openid-configuration`, () =>
    Response.json({ issuer, jwks_uri: jwksUrl }),
  );
  const { identify } = createOidcIssuer({ issuer, audience: 'caselog', env, fetch: fetchFake, ...options });
  return { env, asked, served, serveKeys, identify };
};

const aKey = async (options?: Partial<OidcIssuerOptions>) => {
  const world = anIssuer(options);
  const { privateKey, publicKey } = ed25519();
  await world.serveKeys({ a: publicKey });
  const token = (changes?: JWTPayload) => signed(privateKey, changes, { kid: 'a' });
  return { ...world, publicKey, privateKey, token };
};

describe('An OpenID Connect issuer', () => {
  it('is asked for its keys once, by however many requests', async () => {
    const { identify, token, asked } = await aKey();
    const tokens = await Promise.all(Array.from({ length: 5 }, () => token()));
    for (const found of await Promise.all(tokens.map(identify)))
      expect(found).toEqual({ id: 'person-1', roles: ['agent'] });
    expect(asked).toEqual(['/.well-known/openid-configuration', '/keys']);
  });

  it('is asked again when its keys have grown old', async () => {
    const { identify, token, asked, env } = await aKey({ jwksUrl });
    await identify(await token());
    await env.advance(599_000);
    await identify(await token());
    expect(asked).toHaveLength(1);
    await env.advance(1_000);
    expect(await identify(await token({ jti: 'another' }))).toMatchObject({ id: 'person-1' });
    expect(asked).toHaveLength(2);
  });

  it('may change its keys, and made-up key ids do not make us ask without end', async () => {
    const { identify, serveKeys, asked, env } = await aKey({ jwksUrl });
    const { privateKey, publicKey } = ed25519();
    const next = () => signed(privateKey, {}, { kid: 'b' });
    expect(await identify(await next())).toMatchObject({ refused: 'unauthenticated' });
    await serveKeys({ b: publicKey });
    expect(await identify(await next())).toMatchObject({ refused: 'unauthenticated' });
    expect(asked).toHaveLength(1);
    await env.advance(30_000);
    expect(await identify(await next())).toMatchObject({ id: 'person-1' });
    for (let tries = 0; tries < 10; tries += 1)
      await identify(await signed(privateKey, {}, { kid: `made-up-${tries}` }));
    expect(asked).toHaveLength(2);
  });

  it('may be down for a while, though not for ever', async () => {
    const { identify, token, served, env } = await aKey({ jwksUrl, keysStaleMsMax: 3_600_000 });
    const exp = claims.exp + 86_400;
    await identify(await token({ exp }));
    served.delete(jwksUrl);
    await env.advance(3_000_000);
    expect(await identify(await token({ exp }))).toMatchObject({ id: 'person-1' });
    await env.advance(600_000);
    await expect(identify(await token({ exp }))).rejects.toThrow(IdentityUnavailableError);
  });

  it.each<[string, Answer]>([
    ['fails', () => new Response('', { status: 500 })],
    ['answers with a page', () => new Response('<h1>Sign in</h1>')],
    ['answers with other JSON', () => Response.json([])],
    ['answers without end', () => new Response('x'.repeat(2_000_000))],
  ])('that %s leaves it open who asks', async (_, answer) => {
    const { identify, token, served, asked } = await aKey({ jwksUrl });
    served.set(jwksUrl, answer);
    await expect(identify(await token())).rejects.toThrow(IdentityUnavailableError);
    await expect(identify(await token())).rejects.toThrow(IdentityUnavailableError);
    expect(asked).toHaveLength(1);
  });

  it('that does not answer is waited for no longer than it may', async () => {
    const { identify, token, served, env } = await aKey({ jwksUrl, timeoutMs: 2_000 });
    served.set(jwksUrl, () => new Promise(() => undefined));
    const asking = Promise.allSettled([identify(await token())]);
    await env.advance(2_000);
    expect(await asking).toMatchObject([
      { reason: { cause: { message: `${jwksUrl} does not answer within 2000 ms` } } },
    ]);
    expect(env.sleeping).toBe(0);
  });

  it('may not speak for another', async () => {
    const { identify, token, served } = await aKey();
    served.set(`${issuer}/.well-known/openid-configuration`, () =>
      Response.json({ issuer: 'https://evil.example.com', jwks_uri: jwksUrl }),
    );
    await expect(identify(await token())).rejects.toThrow(IdentityUnavailableError);
  });

  it('may be off by a little in its time', async () => {
    const { identify, token } = await aKey();
    const nowS = claims.iat;
    expect(await identify(await token({ nbf: nowS + 30 }))).toMatchObject({ id: 'person-1' });
    expect(await identify(await token({ nbf: nowS + 31 }))).toMatchObject({ refused: 'unauthenticated' });
    expect(await identify(await token({ exp: nowS - 29 }))).toMatchObject({ id: 'person-1' });
    expect(await identify(await token({ exp: nowS - 31 }))).toMatchObject({ refused: 'unauthenticated' });
  });

  it.each<[string, JWTPayload, object]>([
    ['in a list', { roles: ['lead', 'other-program', 'agent', 'lead'] }, { roles: ['lead', 'agent'] }],
    ['in a text', { roles: 'agent specialist' }, { roles: ['agent', 'specialist'] }],
    ['nowhere', { roles: undefined }, { refused: 'not-permitted' }],
    ['of other programs alone', { roles: ['owner'] }, { refused: 'not-permitted' }],
    ['with a customer', { roles: ['requester'], customer: 'c-1' }, { customerId: 'c-1' }],
    ['without the customer it needs', { roles: ['requester'] }, { refused: 'not-permitted' }],
    ['without the partner it needs', { roles: ['partner'] }, { refused: 'not-permitted' }],
    ['of somebody named by an address', { sub: 'anna@example.com' }, { refused: 'not-permitted' }],
    ['of nobody', { sub: undefined }, { refused: 'not-permitted' }],
  ])('names roles %s', async (_, changes, found) => {
    const { identify, token } = await aKey();
    const answer = await identify(await token(changes));
    expect(answer).toMatchObject(found);
    expect(JSON.stringify(answer)).not.toContain('anna');
  });

  it('names roles, customer and person in claims of its own', async () => {
    const { identify, token } = await aKey({
      claims: { roles: 'realm.roles', customer: 'https://example.com/customer', person: 'oid' },
    });
    const changes = {
      realm: { roles: ['requester'] },
      'https://example.com/customer': 'c-1',
      oid: 'person-9',
    };
    expect(await identify(await token(changes))).toEqual({
      id: 'person-9',
      roles: ['requester'],
      customerId: 'c-1',
    });
  });

  it.each<[string, Partial<OidcIssuerOptions>]>([
    ['over an open network', { issuer: 'http://id.example.com' }],
    ['whose keys come over an open network', { jwksUrl: 'http://id.example.com/keys' }],
    ['with a shared secret', { algorithms: ['RS256', 'HS256'] }],
    ['without a signature', { algorithms: ['none'] }],
    ['with no algorithm at all', { algorithms: [] }],
  ])('is not taken %s', (_, options) => {
    expect(() => anIssuer(options)).toThrow(OidcSettingsError);
  });
});
