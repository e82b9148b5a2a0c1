import fc from 'fast-check';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createSigner, createVerifier, generateKeys, openNote, signNote } from '../src/index.ts';
import { secretOf } from './support/secret.ts';

const seed = Buffer.alloc(32, 7);
const keys = generateKeys('example.com/desk', seed);
const signer = createSigner(keys.signerKey);
const verifier = createVerifier(keys.verifierKey);
const other = createSigner(generateKeys('example.com/other', Buffer.alloc(32, 8)).signerKey);

describe('a key', () => {
  it('reads back from its text, signer and verifier alike', () => {
    expect(keys.signerKey).toMatch(/^PRIVATE\+KEY\+example\.com\/desk\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}$/);
    expect(keys.verifierKey).toMatch(/^example\.com\/desk\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}$/);
    expect(signer.verifier.verifierKey).toBe(keys.verifierKey);
    expect(verifier.keyId).toBe(signer.keyId);
  });

  it('is the pair that the documentation of Go’s note package prints', () => {
    const signerKey = 'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz';
    const verifierKey = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
    expect(createSigner(signerKey).verifier.verifierKey).toBe(verifierKey);
  });

  it('differs with each pair that is generated', () => {
    expect(generateKeys('a').signerKey).not.toBe(generateKeys('a').signerKey);
  });

  it('never shows its secret', () => {
    const secret = secretOf(keys.signerKey);
    expect(inspect(signer, { depth: 9, showHidden: true })).not.toContain(secret);
    expect(JSON.stringify(signer)).not.toContain(secret);
  });

  const [name, id, key] = [
    keys.verifierKey.slice(0, 16),
    keys.verifierKey.slice(17, 25),
    keys.verifierKey.slice(26),
  ];
  it.each([
    ['another id', `${name}+00000000+${key}`, /has the id [0-9a-f]{8}, not 00000000/],
    ['another name', `example.com/disk+${id}+${key}`, /has the id/],
    ['a short id', `${name}+123+${key}`, /is not eight hexadecimal digits/],
    ['no base64', `${name}+${id}+***`, /is not base64/],
    ['another type', `${name}+${id}+AgAA`, /is not of type Ed25519/],
    ['a short key', `${name}+${id}+AQAA`, /has 2 bytes, not 32/],
    ['a space in the name', `a b+${id}+${key}`, /holds a space/],
    ['nothing', '', /the name "" is empty/],
  ])('with %s is refused', (_what, text, message) => {
    expect(() => createVerifier(text)).toThrow(message);
    expect(() => createSigner(`PRIVATE+KEY+${text}`)).toThrow(
      expect.objectContaining({ name: 'KeyFormatError' }),
    );
  });

  it('that is refused is not repeated in the message', () => {
    const secret = secretOf(keys.signerKey);
    const broken = keys.signerKey.replace(/\+[0-9a-f]{8}\+/, '+00000000+');
    for (const text of [broken, broken.slice(12), keys.signerKey.replace('PRIVATE', 'SECRET')]) {
      expect(() => createSigner(text)).toThrow(
        expect.not.objectContaining({ message: expect.stringContaining(secret) as string }),
      );
    }
  });

  it.each(['', 'a b', 'a+b', 'a\u2003b', 'a\tb', 'a\u0001', 'a\ud800'])('cannot be named %j', (bad) => {
    expect(() => generateKeys(bad)).toThrow(/not a key: the name/);
  });
});

describe('a signed note', () => {
  const text = 'first line\n\nthird line\n';
  const note = signNote(text, [signer]);

  it('opens for who knows the key, blank lines in its text included', () => {
    expect(note).toMatch(/^first line\n\nthird line\n\n— example\.com\/desk [A-Za-z0-9+/]+=*\n$/);
    expect(openNote(note, [other.verifier, verifier])).toEqual({
      text,
      signedBy: [{ name: 'example.com/desk', keyId: verifier.keyId }],
      unknown: [],
    });
  });

  it('tells known from unknown signatures', () => {
    const opened = openNote(signNote(text, [other, signer]), [verifier]);
    expect(opened.signedBy).toEqual([{ name: 'example.com/desk', keyId: verifier.keyId }]);
    expect(opened.unknown).toEqual([{ name: 'example.com/other', keyId: other.keyId }]);
  });

  it('is refused when no known key signed it', () => {
    expect(() => openNote(note, [other.verifier])).toThrow(
      /no known key signed this note, only example.com\/desk/,
    );
    expect(() => openNote(note, [])).toThrow(expect.objectContaining({ name: 'NoteUnverifiedError' }));
  });

  it('is refused when a known key’s signature is false, although another holds', () => {
    const foreign = signNote('another text\n', [other]).split('\n\n')[1] as string;
    expect(() => openNote(note + foreign, [verifier, other.verifier])).toThrow(
      /signature by example.com\/other\+[0-9a-f]{8} is false/,
    );
    expect(openNote(note + foreign, [verifier]).text).toBe(text);
  });

  it('is refused with any character of its text or signature changed', () => {
    const changes = fc.property(
      fc.nat(note.length - 1),
      fc.constantFrom('x', 'A', '\n', ' ', '— ', ''),
      (at, put) => {
        fc.pre(note[at] !== put);
        const changed = note.slice(0, at) + put + note.slice(at + 1);
        expect(() => openNote(changed, [verifier])).toThrow(
          expect.objectContaining({ name: expect.stringMatching(/^Note/) as string }),
        );
      },
    );
    fc.assert(changes, { numRuns: 500 });
  });

  it.each([
    ['without a blank line', 'text\n— example.com/desk AAAAAAA=\n', /no blank line/],
    ['without signatures', 'text\n\n', /ends without a signature/],
    ['cut off', note.slice(0, -1), /ends without a signature/],
    ['with another line below', `${note}more\n`, /"more" is not a signature line/],
    ['with a control character', note.replace('first', 'fi\u0007rst'), /control character/],
    ['with a carriage return', note.replace('first line\n', 'first line\r\n'), /control character/],
    ['with a lone surrogate', note.replace('first', '\ud800'), /well-formed/],
    ['with a short signature', 'text\n\n— example.com/desk AAAA\n', /is not a signature line/],
    ['with base64 of another spelling', 'text\n\n— example.com/desk AAAAAAB=\n', /is not a signature line/],
    [
      'with 101 signatures',
      `text\n\n${'— example.com/desk AAAAAAA=\n'.repeat(101)}`,
      /101 signatures, and at most 100/,
    ],
  ])('is refused %s', (_what, bad, message) => {
    expect(() => openNote(bad, [verifier])).toThrow(message);
  });

  it('is not made of a text that no note can hold', () => {
    expect(() => signNote('no newline', [signer])).toThrow(/does not end in a newline/);
    expect(() => signNote('a\u0000\n', [signer])).toThrow(/control character/);
  });
});
