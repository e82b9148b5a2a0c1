import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createSimulatedEnv } from '@caselog/env/testing';
import { SignJWT, type JWTPayload } from 'jose';

export const startMs = Date.UTC(2026, 0, 5, 9);
export const aWorld = () => createSimulatedEnv(startMs);

export const claims = {
  iss: 'https://id.example.com',
  aud: 'caselog',
  sub: 'person-1',
  roles: ['agent'],
  iat: startMs / 1_000,
  exp: startMs / 1_000 + 600,
};

export const ed25519 = () => generateKeyPairSync('ed25519');

/** A signed token; claims set to undefined are left out. */
export const signed = (
  key: KeyObject,
  changes: JWTPayload = {},
  header: { readonly kid?: string } = {},
): Promise<string> => {
  const payload = Object.fromEntries(
    Object.entries({ ...claims, ...changes }).filter(([, value]) => value !== undefined),
  );
  return new SignJWT(payload).setProtectedHeader({ alg: 'EdDSA', ...header }).sign(key);
};

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token that says it needs no signature. */
export const unsigned = (changes: JWTPayload = {}): string =>
  `${part({ alg: 'none' })}.${part({ ...claims, ...changes })}.`;
