import { resolve } from 'node:path';
import { readHomeEvidence, type EvidenceToRead } from '@caselog/installation/evidence';
import { UsageError } from '@caselog/process';
import { verifierKeyOf } from './keys.ts';

/** The evidence of a home; undefined when nothing was ever signed there. */
export const evidenceOf = (home: string): Promise<EvidenceToRead | undefined> =>
  readHomeEvidence({ path: resolve(home) });

/** The keys to trust: those given, or else the home's own. @throws UsageError for one that is none */
const trustedKeys = async (
  given: readonly string[],
  evidence: EvidenceToRead | undefined,
): Promise<readonly string[]> =>
  given.length > 0 ? Promise.all(given.map(verifierKeyOf)) : (evidence?.verifierKeys ?? []);

/** The same where there must be one. @throws UsageError */
export const neededKeys = async (
  given: readonly string[],
  evidence: EvidenceToRead | undefined,
): Promise<readonly string[]> => {
  const keys = await trustedKeys(given, evidence);
  if (keys.length === 0)
    throw new UsageError('the key of the evidence is not in this home: give the verifier key with --key');
  return keys;
};
