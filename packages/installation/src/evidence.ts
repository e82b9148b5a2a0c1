import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Env } from '@caselog/env';
import type { Home } from '@caselog/process';
import {
  createFileStore,
  keyPathOf,
  latestGeneration,
  loadSigner,
  openEvidence,
  openNextEvidence,
  originOf,
  type LogGeneration,
  type LogStore,
} from '@caselog/tamper-evidence';

/** All that reading needs to know of a home: it may be a copy that nobody may write. */
type HasPath = Pick<Home, 'path'>;

/** The evidence of a home's ledger as far as it can be read: whoever holds a copy may hold no key. */
export interface EvidenceToRead {
  readonly generation: number;
  /** The folder that can be served or handed out as it is. */
  readonly folder: string;
  readonly store: LogStore;
  /** The key of the home itself; empty when it is not here. */
  readonly verifierKeys: readonly string[];
  /** The key of the log that this one continues, where there is one and its key is here. */
  readonly previousKeys: readonly string[];
}

/** The name that the key in a file was made for, undefined when there is no file. The key is told nobody. */
const keyName = async (path: string): Promise<string | undefined> => {
  try {
    // PRIVATE+KEY+<name>+<id>+<secret>
    return (await readFile(path, 'utf8')).split('+')[2] ?? '';
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
};

const generationOf = async (home: HasPath): Promise<number> => Math.max(1, await latestGeneration(home.path));

/** The name of the ledger's first log, from the key of the current one; undefined when the home has no key yet. */
const knownName = async (home: Home): Promise<string | undefined> => {
  const generation = await generationOf(home);
  const name = await keyName(keyPathOf(home.path, generation));
  const suffix = originOf('', generation);
  return name?.endsWith(suffix) ? name.slice(0, name.length - suffix.length) : name;
};

/** A name nobody else has: no address of ours is known, and two desks must never sign under one name. */
const newName = (env: Env): string => `caselog.local/${env.uuid()}`;

/**
 * The current log of a home's ledger, with the key that signs it. On first use the key is made, for `origin` or a random name; later
 * `origin` may be left out, and must be the same where it is not. @throws KeyFileError
 */
export const openHomeEvidence = async (home: Home, env: Env, origin?: string): Promise<LogGeneration> =>
  openEvidence(home.path, origin ?? (await knownName(home)) ?? newName(env));

/** The log that is to continue the current one after a backup was restored, still empty. @throws KeyFileError */
export const openNextHomeEvidence = async (home: Home, env: Env): Promise<LogGeneration> =>
  openNextEvidence(home.path, (await knownName(home)) ?? newName(env));

/** The verifier key of one of the home's logs, where its key is here. */
const keysOf = async (home: HasPath, generation: number): Promise<readonly string[]> => {
  const path = keyPathOf(home.path, generation);
  const name = await keyName(path);
  const signer = name === undefined ? undefined : await loadSigner(path, name);
  return signer ? [signer.verifier.verifierKey] : [];
};

/** The current log of a home, without making anything; undefined when nothing was signed and no key was made yet. @throws KeyFileError */
export const readHomeEvidence = async (home: HasPath): Promise<EvidenceToRead | undefined> => {
  const generation = await generationOf(home);
  const verifierKeys = await keysOf(home, generation);
  if (verifierKeys.length === 0 && (await latestGeneration(home.path)) === 0) return undefined;
  const folder = join(home.path, 'evidence', String(generation));
  const previousKeys = await keysOf(home, generation - 1);
  return { generation, folder, store: createFileStore(folder), verifierKeys, previousKeys };
};
