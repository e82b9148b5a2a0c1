import { createPrivateKey, createPublicKey, randomBytes, sign, verify, type KeyObject } from 'node:crypto';
import { KeyFormatError } from '../errors.ts';
import { sha256 } from '../tree/hash.ts';
import { fromBase64, toBase64 } from './base64.ts';

/** Checks signatures of one key. */
export interface Verifier {
  /** The key's name; for a log, its origin. */
  readonly name: string;
  /** The first four bytes of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key). */
  readonly keyId: number;
  /** The key as text, `<name>+<key id in hex>+<base64>`: what is handed to those who check. */
  readonly verifierKey: string;
  verifies(message: Uint8Array, signature: Uint8Array): boolean;
}

/** Signs with one key. It does not give its secret away, so it may be logged. */
export interface Signer {
  readonly name: string;
  readonly keyId: number;
  /** Checks what this signer signs. */
  readonly verifier: Verifier;
  sign(message: Uint8Array): Uint8Array;
}

/** A fresh pair of keys as text. `signerKey` is the secret. */
export interface KeyPair {
  readonly signerKey: string;
  readonly verifierKey: string;
}

const ed25519 = 0x01;
const seedBytes = 32;
const publicKeyBytes = 32;
// Ed25519 keys in DER are a fixed head and the raw key (RFC 8410).
const privateHead = Buffer.from('302e020100300506032b657004220420', 'hex');
const publicHead = Buffer.from('302a300506032b6570032100', 'hex');

/** Whether `text` holds a control character below the space; the newline is one only if `newlines` says so. Pure. */
export const hasControl = (text: string, newlines = true): boolean => {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x20 && (newlines || unit !== 0x0a)) return true;
  }
  return false;
};

/** Whether `name` may name a key: not empty, no Unicode space, no plus, no control character (c2sp.org/signed-note). Pure. */
export const isKeyName = (name: string): boolean =>
  name !== '' && name.isWellFormed() && !/[\p{White_Space}+]/u.test(name) && !hasControl(name);

const keyIdOf = (name: string, typedKey: Uint8Array): number =>
  sha256(Buffer.concat([Buffer.from(`${name}\n`), typedKey])).readUInt32BE();

const hexOf = (keyId: number): string => keyId.toString(16).padStart(8, '0');

const privateKeyOf = (seed: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.concat([privateHead, seed]), format: 'der', type: 'pkcs8' });

const publicKeyOf = (privateKey: KeyObject): Buffer =>
  createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-publicKeyBytes);

const checkName = (name: string): string => {
  if (isKeyName(name)) return name;
  throw new KeyFormatError(
    `the name ${JSON.stringify(name)} is empty or holds a space, a plus or a control character`,
  );
};

/** Reads `<key id in hex>+<base64 of 0x01 and 32 bytes>`. The text may be secret, so no message repeats it. */
const parseTypedKey = (name: string, hexId: string, base64: string): { keyId: number; typedKey: Buffer } => {
  checkName(name);
  if (!/^[0-9a-f]{8}$/.test(hexId))
    throw new KeyFormatError(`the key id of ${name} is not eight hexadecimal digits`);
  const typedKey = fromBase64(base64);
  if (typedKey === undefined) throw new KeyFormatError(`the key of ${name} is not base64`);
  if (typedKey[0] !== ed25519) throw new KeyFormatError(`the key of ${name} is not of type Ed25519`);
  if (typedKey.length !== 1 + publicKeyBytes) {
    throw new KeyFormatError(`the key of ${name} has ${typedKey.length - 1} bytes, not ${publicKeyBytes}`);
  }
  return { keyId: Number.parseInt(hexId, 16), typedKey };
};

const checkKeyId = (name: string, keyId: number, publicKey: Uint8Array): void => {
  const actual = keyIdOf(name, Buffer.concat([Uint8Array.of(ed25519), publicKey]));
  if (keyId === actual) return;
  throw new KeyFormatError(`the key of ${name} has the id ${hexOf(actual)}, not ${hexOf(keyId)}`);
};

const verifierOf = (name: string, publicKey: Uint8Array): Verifier => {
  const typedKey = Buffer.concat([Uint8Array.of(ed25519), publicKey]);
  const keyId = keyIdOf(name, typedKey);
  const key = createPublicKey({ key: Buffer.concat([publicHead, publicKey]), format: 'der', type: 'spki' });
  return {
    name,
    keyId,
    verifierKey: `${name}+${hexOf(keyId)}+${toBase64(typedKey)}`,
    verifies: (message, signature) => verify(null, message, key, signature),
  };
};

/**
 * A verifier from its text, `<name>+<key id>+<base64>`, the encoding of Go's `golang.org/x/mod/sumdb/note`. Pure.
 * @throws KeyFormatError
 */
export const createVerifier = (verifierKey: string): Verifier => {
  const [name = '', hexId = '', ...rest] = verifierKey.split('+');
  const { keyId, typedKey } = parseTypedKey(name, hexId, rest.join('+'));
  checkKeyId(name, keyId, typedKey.subarray(1));
  return verifierOf(name, typedKey.subarray(1));
};

/**
 * A signer from its text, `PRIVATE+KEY+<name>+<key id>+<base64>`, the encoding of Go's `golang.org/x/mod/sumdb/note`. Pure.
 * @throws KeyFormatError, which never repeats the text.
 */
export const createSigner = (signerKey: string): Signer => {
  const [word, secondWord, name = '', hexId = '', ...rest] = signerKey.split('+');
  if (word !== 'PRIVATE' || secondWord !== 'KEY')
    throw new KeyFormatError('a signer key begins with PRIVATE+KEY+');
  const { keyId, typedKey } = parseTypedKey(name, hexId, rest.join('+'));
  const privateKey = privateKeyOf(typedKey.subarray(1));
  const publicKey = publicKeyOf(privateKey);
  checkKeyId(name, keyId, publicKey);
  return {
    name,
    keyId,
    verifier: verifierOf(name, publicKey),
    sign: (message) => sign(null, message, privateKey),
  };
};

/** A pair of keys under `name`: fresh from the system's secure random source, or from 32 bytes of `seed`. @throws KeyFormatError */
export const generateKeys = (name: string, seed: Uint8Array = randomBytes(seedBytes)): KeyPair => {
  checkName(name);
  const { keyId, verifierKey } = verifierOf(name, publicKeyOf(privateKeyOf(seed)));
  const secret = toBase64(Buffer.concat([Uint8Array.of(ed25519), seed]));
  return { signerKey: `PRIVATE+KEY+${name}+${hexOf(keyId)}+${secret}`, verifierKey };
};
