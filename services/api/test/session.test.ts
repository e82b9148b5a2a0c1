import { knownToken } from '@caselog/access-control';
import { csrfHeader, type SessionResponse } from '@caselog/api-contract';
import { createSimulatedEnv } from '@caselog/env/testing';
import { describe, expect, it } from 'vitest';
import { browserAuth } from '../src/session/auth.ts';
import { idleMsMax, openSessions, sessionMsMax } from '../src/session/sessions.ts';
import { opening, problemOf, testDesk } from './desk.ts';

const token = 'the-printed-token';
const person = { id: 'agent-1', roles: ['agent'] } as const;

const deskWithSessions = async () => {
  const env = createSimulatedEnv(Date.parse('2026-03-02T09:00:00.000Z'));
  const sessions = openSessions({ path: ':memory:', env });
  const state = { isRevoked: false };
  const known = knownToken(token, person);
  const identify = (given: string) => known(state.isRevoked ? 'revoked' : given);
  const desk = await testDesk({}, () => ({
    auth: browserAuth(identify, sessions),
    browsers: { sessions, identify },
  }));
  const signIn = (headers = {}) =>
    desk.app.inject({ method: 'POST', url: '/session', headers, payload: { token } });
  return { env, desk, state, signIn };
};

const signedIn = async () => {
  const parts = await deskWithSessions();
  const answer = await parts.signIn();
  const cookie = String(answer.headers['set-cookie']).split(';')[0]!;
  const csrf = answer.json<SessionResponse>().csrfToken!;
  const send = (headers: Record<string, string>) =>
    parts.desk.app.inject({
      method: 'POST',
      url: '/tickets',
      headers: { cookie, ...headers },
      payload: { commandId: 'c1', data: opening },
    });
  const who = (headers = { cookie }) => parts.desk.app.inject({ url: '/me', headers });
  return { ...parts, answer, cookie, csrf, send, who };
};

describe('A session', () => {
  it('is begun with a token, lives in a cookie no script reads, and tells who it is', async () => {
    const { answer, cookie, desk, who } = await signedIn();
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['set-cookie']).toMatch(
      /^caselog-80=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+$/,
    );
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.body).not.toContain(token);
    expect((await who()).json()).toMatchObject({ id: 'agent-1', roles: ['agent'] });
    const session = (await desk.app.inject({ url: '/session', headers: { cookie } })).json<SessionResponse>();
    expect(session.me?.id).toBe('agent-1');
  });

  it('is refused to a token the desk does not know, and nothing is set', async () => {
    const { desk } = await deskWithSessions();
    const answer = await desk.app.inject({ method: 'POST', url: '/session', payload: { token: 'wrong' } });
    expect(problemOf(answer).status).toBe(401);
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  it('has a secret of its own each time', async () => {
    const { signIn } = await deskWithSessions();
    expect((await signIn()).headers['set-cookie']).not.toBe((await signIn()).headers['set-cookie']);
  });

  it('over TLS has a cookie that no other host and no plain connection can set', async () => {
    const { signIn } = await deskWithSessions();
    const answer = await signIn({ 'x-forwarded-proto': 'https' });
    expect(answer.headers['set-cookie']).toMatch(/^__Host-caselog=[\w-]{43}; Path=\/; HttpOnly; .*; Secure$/);
  });

  it('changes something only with the token that its own page knows', async () => {
    const { send, csrf } = await signedIn();
    expect((await send({})).statusCode).toBe(403);
    expect((await send({ [csrfHeader]: 'x'.repeat(43) })).statusCode).toBe(403);
    expect((await send({ [csrfHeader]: csrf, 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403);
    expect((await send({ [csrfHeader]: csrf, 'sec-fetch-site': 'same-site' })).statusCode).toBe(403);
    expect((await send({ [csrfHeader]: csrf, origin: 'https://elsewhere.example' })).statusCode).toBe(403);
    expect((await send({ [csrfHeader]: csrf, origin: 'http://localhost' })).statusCode).toBe(403);
    expect((await send({ [csrfHeader]: csrf, 'sec-fetch-site': 'same-origin' })).statusCode).toBe(201);
  });

  it('is not begun or ended by another site', async () => {
    const { signIn, desk, cookie, who } = await signedIn();
    const elsewhere = { 'sec-fetch-site': 'cross-site' };
    expect((await signIn(elsewhere)).statusCode).toBe(403);
    const out = { method: 'DELETE', url: '/session' } as const;
    expect((await desk.app.inject({ ...out, headers: { cookie, ...elsewhere } })).statusCode).toBe(403);
    expect((await desk.app.inject({ ...out, headers: { cookie } })).statusCode).toBe(403);
    expect((await who()).statusCode).toBe(200);
  });

  it('is over once somebody signs out, also for whoever kept the cookie', async () => {
    const { desk, cookie, csrf, who } = await signedIn();
    const out = await desk.app.inject({
      method: 'DELETE',
      url: '/session',
      headers: { cookie, [csrfHeader]: csrf },
    });
    expect(out.headers['set-cookie']).toMatch(/^caselog-80=; .*Max-Age=0/);
    expect(out.json<SessionResponse>().me).toBeNull();
    expect((await who()).statusCode).toBe(401);
  });

  it('ends with the token it was begun with', async () => {
    const { state, who } = await signedIn();
    state.isRevoked = true;
    expect((await who()).statusCode).toBe(401);
  });

  it('ends when it lies unused, and after its time however much it is used', async () => {
    const idle = await signedIn();
    await idle.env.advance(idleMsMax);
    expect((await idle.who()).statusCode).toBe(401);
    const busy = await signedIn();
    for (let ms = 0; ms < sessionMsMax; ms += idleMsMax / 2) {
      expect((await busy.who()).statusCode).toBe(200);
      await busy.env.advance(idleMsMax / 2);
    }
    expect((await busy.who()).statusCode).toBe(401);
  });

  it('that has ended leaves what is public open, and tells nobody', async () => {
    const { desk } = await deskWithSessions();
    const headers = { cookie: `caselog-80=${'a'.repeat(43)}` };
    expect((await desk.app.inject({ url: '/channels', headers })).statusCode).toBe(200);
    expect((await desk.app.inject({ url: '/session', headers })).json<SessionResponse>()).toMatchObject({
      me: null,
      csrfToken: null,
    });
  });
});
