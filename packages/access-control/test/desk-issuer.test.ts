import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createHmac, createPublicKey } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { roles } from '@caselog/api-contract';
import { afterEach, describe, expect, it } from 'vitest';
import {
  createDeskIssuer,
  InvalidTokenRequestError,
  SigningKeyFileError,
  signingKeyAt,
} from '../src/index.ts';
import { rememberGood } from '../src/remember.ts';
import { aWorld, ed25519, signed, startMs, unsigned } from './support.ts';

const folder = mkdtempSync(join(tmpdir(), 'caselog-keys-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'keys', 'tokens.pem');

const aDesk = () => {
  const env = aWorld();
  const { privateKey } = ed25519();
  return { env, privateKey, desk: createDeskIssuer(privateKey, env) };
};
const ours = { iss: 'caselog-desk', aud: 'caselog' };
const notValid = { refused: 'unauthenticated', reason: 'the bearer token is not valid here' } as const;

describe('A desk that is its own issuer', () => {
  it.each(roles)('vouches for a %s', async (role) => {
    const { desk } = aDesk();
    const about = { customerId: 'customer-1', partnerId: 'partner-1' };
    const token = await desk.mintToken({ role, subject: 'person-1', ...about });
    expect(await desk.identify(token)).toEqual({ id: 'person-1', roles: [role], ...about });
  });

  it('takes a token until it expires and not a second longer', async () => {
    const { desk, env } = aDesk();
    const token = await desk.mintToken({ role: 'lead', subject: 'person-1', ttlMs: 60_000 });
    await env.advance(59_000);
    expect(await desk.identify(token)).toMatchObject({ roles: ['lead'] });
    await env.advance(1_000);
    expect(await desk.identify(token)).toEqual({
      refused: 'unauthenticated',
      reason: 'the bearer token has expired',
    });
  });

  it('checks a signature once a minute, and never remembers a token beyond its end', async () => {
    const env = aWorld();
    let checks = 0;
    const principal = { id: 'person-1', roles: ['lead'] } as const;
    const identify = rememberGood(async (token) => {
      checks += 1;
      if (token !== 'good') return notValid;
      return { principal, expiresAtMs: startMs + 90_000 };
    }, env);
    const after = async (ms: number, token = 'good') => {
      await env.advance(ms);
      return [await identify(token), checks];
    };
    expect(await after(0)).toEqual([principal, 1]);
    expect(await after(59_999)).toEqual([principal, 1]);
    expect(await after(1)).toEqual([principal, 2]);
    expect(await after(29_999)).toEqual([principal, 2]);
    expect(await after(1)).toEqual([principal, 3]);
    expect(await after(0, 'bad')).toEqual([notValid, 4]);
    expect(await after(0, 'bad')).toEqual([notValid, 5]);
  });

  it('mints nothing that nothing would accept', async () => {
    const { desk } = aDesk();
    for (const request of [
      { role: 'requester', subject: 'person-1' },
      { role: 'partner', subject: 'person-1' },
      { role: 'agent', subject: 'anna@example.com' },
    ] as const)
      await expect(desk.mintToken(request)).rejects.toThrow(InvalidTokenRequestError);
  });

  it.each<[string, (key: ReturnType<typeof ed25519>['privateKey']) => Promise<string> | string]>([
    ['that another key signed', () => signed(ed25519().privateKey, ours)],
    ['that was meant for another service', (key) => signed(key, { ...ours, aud: 'elsewhere' })],
    ['that another issuer made', (key) => signed(key, { ...ours, iss: 'https://id.example.com' })],
    ['that never expires', (key) => signed(key, { ...ours, exp: undefined })],
    ['that is not good yet', (key) => signed(key, { ...ours, nbf: Date.UTC(2026, 5, 1) / 1_000 })],
    ['that needs no signature', () => unsigned(ours)],
    ['that was changed', async (key) => `${(await signed(key, ours)).slice(0, -4)}AAAA`],
    ['that is none', () => 'a.b.c'],
  ])('takes no token %s', async (_, make) => {
    const { desk, privateKey } = aDesk();
    expect(await desk.identify(await make(privateKey))).toEqual(notValid);
  });

  it('takes no token that was signed with its public key as if that were a secret', async () => {
    const { desk, privateKey } = aDesk();
    const [, payload] = (await signed(privateKey, ours)).split('.');
    const head = Buffer.from(JSON.stringify({ alg: 'HS256' })).toString('base64url');
    const secret = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' });
    const mac = createHmac('sha256', secret).update(`${head}.${payload}`).digest('base64url');
    expect(await desk.identify(`${head}.${payload}.${mac}`)).toEqual(notValid);
  });
});

describe('The signing key', () => {
  it('is made once, for its owner alone, however many processes start', async () => {
    const keys = await Promise.all(Array.from({ length: 8 }, () => signingKeyAt(path)));
    const [first] = keys;
    for (const key of [...keys, await signingKeyAt(path)]) expect(key.equals(first!)).toBe(true);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, 'keys'))).toEqual(['tokens.pem']);
  });

  it('is never replaced by another when its file holds something else', async () => {
    await signingKeyAt(path);
    writeFileSync(path, 'not a key at all');
    await expect(signingKeyAt(path)).rejects.toThrow(SigningKeyFileError);
    await expect(signingKeyAt(path)).rejects.not.toThrow('not a key at all');
    chmodSync(path, 0o600);
  });
});
