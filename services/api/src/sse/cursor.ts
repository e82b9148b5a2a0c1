import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Writes positions so that only this process can read them. */
export interface Cursors {
  write(position: number): string;
  /** Undefined for what this process did not write: another one did, or nobody. */
  read(cursor: string): number | undefined;
}

const [ivBytes, tagBytes] = [12, 16];
const positionBytes = 8;

/**
 * Cursors under a key of this process's own. A position counts all that happens at the desk, which is nobody's business who may see a few
 * tickets; sealed, the same position never looks the same twice. Not pure: takes chance from the system.
 */
export const createCursors = (): Cursors => {
  const key = randomBytes(32);
  return {
    write(position) {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv('aes-256-gcm', key, iv);
      const plain = Buffer.alloc(positionBytes);
      plain.writeBigUInt64BE(BigInt(position));
      return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString(
        'base64url',
      );
    },
    read(cursor) {
      const bytes = Buffer.from(cursor, 'base64url');
      if (bytes.length !== ivBytes + positionBytes + tagBytes) return undefined;
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivBytes));
      decipher.setAuthTag(bytes.subarray(-tagBytes));
      const plain = decipher.update(bytes.subarray(ivBytes, -tagBytes));
      try {
        decipher.final();
      } catch {
        // Sealed with another key, or tampered with.
        return undefined;
      }
      return Number(plain.readBigUInt64BE());
    },
  };
};
