import { createMemoryStore } from '@caselog/event-store';
import { describe, expect, it } from 'vitest';
import { createApiKeys, createIdentity, type ApiKeyRequest } from '../src/index.ts';
import { aWorld, startMs } from './support.ts';

const given = { commandId: 'create-1', actor: 'lead-1' };
const aLedger = () => {
  const env = aWorld();
  const store = createMemoryStore({ env });
  return { env, store, keys: createApiKeys({ store, env }) };
};
const ledgerText = async ({ store }: ReturnType<typeof aLedger>): Promise<string> =>
  JSON.stringify(await Array.fromAsync(store.readAll()));
const create = async ({ keys }: ReturnType<typeof aLedger>, changes: Partial<ApiKeyRequest> = {}) => {
  const made = await keys.create({ ...given, label: 'intake', roles: ['service'], ...changes });
  return { ...made, credential: made.credential ?? '' };
};

describe('An API key', () => {
  it('names its holder, and the ledger keeps nothing that could', async () => {
    const ledger = aLedger();
    const { credential, keyId } = await create(ledger);
    expect(credential).toMatch(/^ck_[0-9a-f]{16}_[\w-]{43}$/);
    expect(await ledger.keys.identify(credential)).toEqual({ id: `key-${keyId}`, roles: ['service'] });
    expect(await ledgerText(ledger)).not.toContain(credential.slice(-43));
  });

  it('is told once: a repeat finds the same key and no secret', async () => {
    const ledger = aLedger();
    const { keyId, credential } = await create(ledger);
    expect(await ledger.keys.create({ ...given, label: 'intake', roles: ['service'] })).toMatchObject({
      keyId,
      credential: undefined,
    });
    expect(await ledger.store.head()).toBe(1);
    expect(await ledger.keys.identify(credential)).toMatchObject({ roles: ['service'] });
  });

  it('is of no use from the moment it is revoked, in any process', async () => {
    const ledger = aLedger();
    const elsewhere = createApiKeys(ledger);
    const { keyId, credential } = await create(ledger);
    const revoked = await elsewhere.revoke(keyId, { commandId: 'revoke-1', actor: 'lead-2' });
    expect(revoked).toMatchObject({ revokedBy: 'lead-2', createdBy: 'lead-1' });
    expect(await ledger.keys.identify(credential)).toEqual({
      refused: 'unauthenticated',
      reason: 'the key was revoked',
    });
    const head = await ledger.store.head();
    expect(await elsewhere.revoke(keyId, { commandId: 'revoke-2', actor: 'lead-3' })).toEqual(revoked);
    expect(await ledger.store.head()).toBe(head);
    expect(await ledger.keys.revoke('0000000000000000', given)).toBeUndefined();
  });

  it('is of no use after its time', async () => {
    const ledger = aLedger();
    const { credential } = await create(ledger, { expiresAt: new Date(startMs + 1_000).toISOString() });
    await ledger.env.advance(999);
    expect(await ledger.keys.identify(credential)).toMatchObject({ roles: ['service'] });
    await ledger.env.advance(1);
    expect(await ledger.keys.identify(credential)).toMatchObject({ refused: 'unauthenticated' });
  });

  it('is nothing but the whole of it', async () => {
    const ledger = aLedger();
    const { credential, keyId } = await create(ledger);
    const secret = credential.slice(-43);
    const turned = `${secret.startsWith('A') ? 'B' : 'A'}${secret.slice(1)}`;
    for (const wrong of [
      `ck_${keyId}_${turned}`,
      `ck_0000000000000000_${secret}`,
      `ck_${keyId}_`,
      `ck_${keyId}_${secret}x`,
      'ck_',
    ])
      expect(await ledger.keys.identify(wrong)).toEqual({
        refused: 'unauthenticated',
        reason: 'the bearer token is not valid here',
      });
  });
});

describe('A bearer token', () => {
  it('is shown to the one check its form calls for', async () => {
    const shown: string[] = [];
    const check = (name: string) => async () => {
      shown.push(name);
      return { id: name, roles: ['agent'] as const };
    };
    const identify = createIdentity({
      token: { secret: 'correct-horse', principal: { id: 'operator', roles: ['lead'] } },
      apiKeys: { identify: check('key') },
      issuers: [{ issuer: 'https://id.example.com', identify: check('issuer') }],
    });
    const jwt = (iss?: string) =>
      `${Buffer.from('{"alg":"EdDSA"}').toString('base64url')}.${Buffer.from(JSON.stringify({ iss })).toString('base64url')}.x`;
    expect(await identify('correct-horse')).toMatchObject({ id: 'operator' });
    expect(await identify('ck_x')).toMatchObject({ id: 'key' });
    expect(await identify(jwt('https://id.example.com'))).toMatchObject({ id: 'issuer' });
    for (const unknown of ['wrong-horse', jwt('https://evil.example.com'), jwt()])
      expect(await identify(unknown)).toMatchObject({ refused: 'unauthenticated' });
    expect(shown).toEqual(['key', 'issuer']);
  });
});
