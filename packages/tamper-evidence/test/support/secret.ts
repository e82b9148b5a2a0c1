/** What of a signer key nobody may see: all behind its words, its name and its id. It is in base64, where a plus may stand anywhere. */
export const secretOf = (signerKey: string): string => signerKey.split('+').slice(4).join('+');
