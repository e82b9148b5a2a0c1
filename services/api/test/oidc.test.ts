import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createIdentity } from '@caselog/access-control';
import { systemEnv } from '@caselog/env';
import { exportJWK, SignJWT } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import { bearerAuth } from '../src/index.ts';
import { issuersOf } from '../src/oidc-flags.ts';
import { problemOf, testDesk } from './desk.ts';

const issuers: { close(): Promise<void> }[] = [];
afterEach(() => Promise.all(issuers.splice(0).map((issuer) => issuer.close())));

/** An OpenID Connect issuer on this machine, with one RSA key. */
const startIssuer = async () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const jwk = { ...(await exportJWK(publicKey)), kid: 'key-1', alg: 'RS256' };
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    response.setHeader('content-type', 'application/json');
    const document = { issuer: url(), jwks_uri: `${url()}/keys` };
    response.end(JSON.stringify(request.url === '/keys' ? { keys: [jwk] } : document));
  });
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = {
    url: url(),
    asked: () => asked,
    sign: (claims: object, key: KeyObject = privateKey) =>
      new SignJWT({ realm_access: { roles: ['agent', 'offline_access'] }, ...claims })
        .setProtectedHeader({ alg: 'RS256', kid: 'key-1' })
        .setIssuer(issuer.url)
        .setAudience('caselog')
        .setSubject('person-1')
        .setExpirationTime('5m')
        .sign(key),
    async close() {
      server.closeAllConnections();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
  issuers.push(issuer);
  return issuer;
};

const deskOf = (url: string) =>
  testDesk({}, () => {
    const flags = {
      'oidc-issuer': url,
      'oidc-audience': 'caselog',
      'oidc-roles-claim': 'realm_access.roles',
    };
    return { auth: bearerAuth(createIdentity({ issuers: issuersOf(flags, systemEnv) })) };
  });

describe('An OpenID Connect issuer named on the command line', () => {
  it('opens the door to its people, by keys that are asked for once', async () => {
    const issuer = await startIssuer();
    const { app } = await deskOf(issuer.url);
    const get = async (token: string) =>
      app.inject({ url: '/me', headers: { authorization: `Bearer ${token}` } });
    for (let visits = 0; visits < 3; visits += 1)
      expect((await get(await issuer.sign({}))).json()).toMatchObject({ id: 'person-1', roles: ['agent'] });
    expect(issuer.asked()).toBe(2);
    const forged = generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey;
    expect(problemOf(await get(await issuer.sign({}, forged))).status).toBe(401);
    const nobody = await get(await issuer.sign({ realm_access: { roles: ['offline_access'] } }));
    expect(problemOf(nobody)).toMatchObject({
      status: 403,
      detail: 'the token carries no role of this desk',
    });
  });

  it('that is down leaves open who asks: try again later', async () => {
    const issuer = await startIssuer();
    const { app, logged } = await deskOf(issuer.url);
    const token = await issuer.sign({});
    await issuer.close();
    const response = await app.inject({ url: '/me', headers: { authorization: `Bearer ${token}` } });
    expect(problemOf(response)).toMatchObject({
      status: 503,
      type: 'urn:caselog:problem:identity-unavailable',
    });
    expect(response.headers['retry-after']).toBe('5');
    expect(response.body + logged.join('')).not.toContain(token);
  });

  it.each([
    ['without an audience', { 'oidc-issuer': 'https://id.example.com' }, /--oidc-audience/],
    ['over an open network', { 'oidc-issuer': 'http://id.example.com', 'oidc-audience': 'a' }, /https/],
    [
      'by a shared secret',
      { 'oidc-issuer': 'https://id.example.com', 'oidc-audience': 'a', 'oidc-algorithms': 'HS256' },
      /HS256/,
    ],
    [
      'with any clock',
      { 'oidc-issuer': 'https://id.example.com', 'oidc-audience': 'a', 'oidc-clock-tolerance': '1h' },
      /clock-tolerance/,
    ],
  ])('is not taken %s', (_, flags, message) => {
    expect(() => issuersOf(flags, systemEnv)).toThrow(message);
  });

  it('is not needed', () => {
    expect(issuersOf({}, systemEnv)).toEqual([]);
  });
});
