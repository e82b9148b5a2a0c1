import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { loadOrCreateSigner, loadSigner } from './keys/key-file.ts';
import type { Signer } from './note/key.ts';
import { createFileStore } from './store/file-store.ts';
import { unlessMissing } from './store/files.ts';
import type { LogStore } from './store/log-store.ts';

/** One log of a ledger's evidence. Restoring a backup begins a new one, so a ledger may have several, counted from 1. */
export interface LogGeneration {
  readonly generation: number;
  /** The folder that can be served or handed out as it is. */
  readonly folder: string;
  readonly store: LogStore;
  readonly signer: Signer;
}

/** The name of a ledger's log: the first is called as the ledger is, the later ones `<name>/2`, `<name>/3` … Pure. */
export const originOf = (name: string, generation: number): string =>
  generation === 1 ? name : `${name}/${generation}`;

const evidenceFolder = (home: string): string => join(home, 'evidence');

/** Where the key of a log is kept, below the home of an installation: readable by its owner alone. Pure. */
export const keyPathOf = (home: string, generation: number): string =>
  join(home, 'keys', `evidence-${generation}.key`);

/** The number of the latest log in an installation's home, 0 when there is none. */
export const latestGeneration = async (home: string): Promise<number> => {
  const names = (await unlessMissing(readdir(evidenceFolder(home)))) ?? [];
  return Math.max(0, ...names.filter((name) => /^[1-9]\d{0,8}$/.test(name)).map(Number));
};

const openGeneration = (home: string, generation: number, signer: Signer): LogGeneration => {
  const folder = join(evidenceFolder(home), String(generation));
  return { generation, folder, signer, store: createFileStore(folder) };
};

/**
 * The current log of the ledger `name` in an installation's home: `<home>/evidence/<n>` and `<home>/keys/evidence-<n>.key`.
 * On first use the key is generated. @throws KeyFileError
 */
export const openEvidence = async (home: string, name: string): Promise<LogGeneration> => {
  const generation = Math.max(1, await latestGeneration(home));
  const signer = await loadOrCreateSigner(keyPathOf(home, generation), originOf(name, generation));
  return openGeneration(home, generation, signer);
};

/** An earlier log, or `undefined` when its key is gone. @throws KeyFileError */
export const openEarlierEvidence = async (
  home: string,
  name: string,
  generation: number,
): Promise<LogGeneration | undefined> => {
  const signer = await loadSigner(keyPathOf(home, generation), originOf(name, generation));
  return signer === undefined ? undefined : openGeneration(home, generation, signer);
};

/** The log to come after the current one, still empty: what `beginOrigin` needs. @throws KeyFileError */
export const openNextEvidence = async (home: string, name: string): Promise<LogGeneration> => {
  const generation = Math.max(1, await latestGeneration(home)) + 1;
  const signer = await loadOrCreateSigner(keyPathOf(home, generation), originOf(name, generation));
  return openGeneration(home, generation, signer);
};
