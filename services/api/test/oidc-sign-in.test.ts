import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createIdentity, createOidcIssuer } from '@caselog/access-control';
import { csrfHeader, type SessionResponse } from '@caselog/api-contract';
import { systemEnv } from '@caselog/env';
import { Provider } from 'oidc-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../../test/support/port.ts';
import { browserAuth } from '../src/session/auth.ts';
import { createOidcSignIn } from '../src/session/oidc-sign-in.ts';
import { openSessions } from '../src/session/sessions.ts';
import { testDesk, type TestDesk } from './desk.ts';

let issuer: string;
let publicUrl: string;
let server: Server;
let desk: TestDesk;

/** A certified issuer on this machine that insists on PKCE; whoever signs in is an agent, but for `visitor`. */
const startIssuer = async (port: number): Promise<Server> => {
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'caselog-web',
        token_endpoint_auth_method: 'none',
        redirect_uris: [`${publicUrl}/session/oidc/callback`],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    pkce: { required: () => true },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    extraTokenClaims: (_, token) =>
      'accountId' in token && token.accountId !== 'visitor' ? { roles: ['agent'] } : {},
    features: {
      devInteractions: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => 'urn:caselog',
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({ scope: 'openid', audience: 'caselog', accessTokenFormat: 'jwt' }),
      },
    },
  });
  const listening = createServer(provider.callback() as Parameters<typeof createServer>[1]);
  listening.listen(port, '127.0.0.1');
  await once(listening, 'listening');
  return listening;
};

beforeAll(async () => {
  const [issuerPort, deskPort] = [await freePort(), await freePort()];
  issuer = `http://127.0.0.1:${issuerPort}`;
  publicUrl = `http://127.0.0.1:${deskPort}`;
  server = await startIssuer(issuerPort);
  const identify = createIdentity({
    issuers: [createOidcIssuer({ issuer, audience: 'caselog', env: systemEnv })],
  });
  const sessions = openSessions({ path: ':memory:', env: systemEnv });
  const oidc = createOidcSignIn({ issuer, clientId: 'caselog-web', publicUrl, key: 'a secret', identify });
  desk = await testDesk({}, () => ({
    auth: browserAuth(identify, sessions),
    browsers: { sessions, identify, oidc },
  }));
  await desk.app.listen({ port: deskPort, host: '127.0.0.1' });
});
afterAll(async () => {
  await desk.app.close();
  server.closeAllConnections();
  server.close();
});

/** A browser as far as signing in needs one: it keeps cookies by host and follows redirects one by one. */
const browser = () => {
  const jars = new Map<string, Map<string, string>>();
  const visit = async (url: string, form?: Record<string, string>): Promise<Response> => {
    const { origin } = new URL(url);
    const jar = jars.get(origin) ?? new Map<string, string>();
    jars.set(origin, jar);
    const response = await fetch(url, {
      redirect: 'manual',
      method: form ? 'POST' : 'GET',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form && { body: new URLSearchParams(form) }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      if (value === '') jar.delete(name!);
      else jar.set(name!, value!);
    }
    return response;
  };
  /** Follows redirects until a page comes, or the app's own address. */
  const follow = async (start: string): Promise<{ url: string; page: string }> => {
    let url = start;
    for (let hops = 0; hops < 12; hops += 1) {
      if (new URL(url).pathname.startsWith('/app')) return { url, page: '' };
      const response = await visit(url);
      const to = response.headers.get('location');
      if (to === null) return { url, page: await response.text() };
      url = new URL(to, url).href;
    }
    throw new Error('redirected for ever');
  };
  const submit = async (page: string, fields: Record<string, string>): Promise<string> => {
    const action = /<form[^>]* action="([^"]+)"/.exec(page)![1]!;
    const prompt = /name="prompt" value="([^"]+)"/.exec(page)![1]!;
    const to = new URL(action, issuer).href;
    const response = await visit(to, { prompt, ...fields });
    return new URL(response.headers.get('location') ?? to, to).href;
  };
  const jarOf = (origin: string) => jars.get(origin) ?? new Map<string, string>();
  return { visit, follow, submit, jarOf };
};

/** Signs somebody in at the issuer, up to the address of the app the browser ends at. */
const signIn = async (login: string, returnTo = '/queue') => {
  const user = browser();
  const asked = await user.follow(`${publicUrl}/session/oidc?${new URLSearchParams({ returnTo })}`);
  let next = await user.submit(asked.page, { login, password: 'any' });
  for (;;) {
    const { url, page } = await user.follow(next);
    if (page === '') return { user, url };
    next = await user.submit(page, {});
  }
};

const sessionOf = async ({ visit }: ReturnType<typeof browser>) =>
  (await (await visit(`${publicUrl}/session`)).json()) as SessionResponse;

describe('Signing in with an issuer', () => {
  it('ends in a session of that person, at the page that was wanted, and no token reaches the browser', async () => {
    const { user, url } = await signIn('person-7', '/queue?priority=P1');
    expect(url).toBe(`${publicUrl}/app/queue?priority=P1`);
    const session = await sessionOf(user);
    expect(session).toMatchObject({ oidc: true, me: { id: 'person-7', roles: ['agent'] } });
    const kept = [...user.jarOf(publicUrl).values()];
    expect(kept).toHaveLength(1);
    expect(kept.join()).not.toContain('.');
    const out = await fetch(`${publicUrl}/session`, {
      method: 'DELETE',
      headers: {
        cookie: [...user.jarOf(publicUrl)].map(([name, value]) => `${name}=${value}`).join('; '),
        [csrfHeader]: session.csrfToken!,
      },
    });
    expect(out.status).toBe(200);
    expect((await sessionOf(user)).me).toBeNull();
  });

  it('asks with a challenge, a state and a nonce that differ each time', async () => {
    const addresses = await Promise.all(
      [1, 2].map(async () => {
        const { headers } = await browser().visit(`${publicUrl}/session/oidc`);
        return new URL(headers.get('location')!).searchParams;
      }),
    );
    for (const name of ['code_challenge', 'state', 'nonce'])
      expect(addresses[0]!.get(name)).not.toBe(addresses[1]!.get(name));
    expect(addresses[0]!.get('code_challenge_method')).toBe('S256');
    expect(addresses[0]!.get('response_type')).toBe('code');
  });

  it('is refused to somebody who has no role here, in words', async () => {
    const { user, url } = await signIn('visitor');
    expect(new URL(url).searchParams.get('failed')).toBe('the token carries no role of this desk');
    expect((await sessionOf(user)).me).toBeNull();
  });

  it('is not ended by a browser that did not begin it', async () => {
    const began = browser();
    const asked = await began.follow(`${publicUrl}/session/oidc`);
    let next = await began.submit(asked.page, { login: 'person-8', password: 'any' });
    for (;;) {
      if (next.startsWith(`${publicUrl}/session/oidc/callback`)) break;
      const response = await began.visit(next);
      const to = response.headers.get('location');
      next = to === null ? await began.submit(await response.text(), {}) : new URL(to, next).href;
    }
    const other = browser();
    await other.visit(`${publicUrl}/session/oidc`);
    const { url } = await other.follow(next);
    expect(new URL(url).searchParams.get('failed')).toMatch(/did not succeed/);
    expect((await sessionOf(other)).me).toBeNull();
    const without = await browser().follow(next);
    expect(new URL(without.url).searchParams.get('failed')).toMatch(/another browser/);
  });

  it.each(['https://elsewhere.example', '//elsewhere.example', '/\\elsewhere.example'])(
    'never leads to another host: %s',
    async (returnTo) => {
      expect((await signIn('person-9', returnTo)).url).toBe(`${publicUrl}/app/`);
    },
  );
});
