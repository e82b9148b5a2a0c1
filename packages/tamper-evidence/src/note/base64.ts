const alphabet = /^[A-Za-z0-9+/]*={0,2}$/;

/** Bytes as standard base64 with padding (RFC 4648, section 4). Pure. */
export const toBase64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');

/** Reads standard base64, or gives `undefined`: only the one canonical spelling of each byte string is taken. Pure. */
export const fromBase64 = (text: string): Buffer | undefined => {
  if (!alphabet.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
};
