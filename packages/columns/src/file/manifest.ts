import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventTypes } from '@caselog/ticket';
import { ColumnsDamagedError } from '../errors.ts';

/** How far a ledger was read, and a digest of what was read: the same for the same events, whoever reads them and in how many goes. */
export interface LedgerMark {
  /** All events, those of other streams than tickets included. */
  readonly events: number;
  readonly position: number;
  readonly digest: string;
  /** The last full block of events before it: reading on begins there, so that what was read last is read again and compared. */
  readonly block: { readonly events: number; readonly position: number; readonly digest: string };
}

export interface SegmentEntry {
  readonly file: string;
  readonly bytes: number;
  /** Events of tickets. */
  readonly events: number;
  /** The ledger at its end. */
  readonly mark: LedgerMark;
}

/** Which segments there are. Written aside and renamed: a reader sees the one before or this one. */
export interface Manifest {
  readonly format: number;
  /** Types are numbered by this list; a program with another numbering builds anew. */
  readonly eventTypes: readonly string[];
  /** In the order of the ledger. */
  readonly segments: readonly SegmentEntry[];
}

const format = 3;
const nameOf = (folder: string): string => join(folder, 'manifest.json');

/** The manifest of these segments as this program numbers types. Pure. */
export const manifestOf = (segments: readonly SegmentEntry[]): Manifest => ({ format, eventTypes, segments });

/** Why this program cannot read on from a manifest; undefined when it can. Types that were added since are no hindrance. Pure. */
export const hindranceOf = (manifest: Manifest): string | undefined => {
  if (manifest.format !== format)
    return `they have format ${manifest.format}, and this program reads ${format}`;
  const renumbered = manifest.eventTypes.findIndex((type, code) => eventTypes[code] !== type);
  return renumbered === -1 ? undefined : `this program numbers ${manifest.eventTypes[renumbered]} otherwise`;
};

/** The manifest of a folder, undefined when there is none. @throws ColumnsDamagedError */
export const readManifest = (folder: string): Manifest | undefined => {
  const path = nameOf(folder);
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Manifest;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    if (error instanceof SyntaxError) throw new ColumnsDamagedError(path, 'it is no JSON', { cause: error });
    throw error;
  }
};

const flush = (path: string): void => {
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
};

/** Puts a manifest in the place of the one before, durably. */
export const writeManifest = (folder: string, manifest: Manifest): void => {
  const path = nameOf(folder);
  writeFileSync(`${path}.new`, `${JSON.stringify(manifest, undefined, 1)}\n`, { mode: 0o600 });
  flush(`${path}.new`);
  renameSync(`${path}.new`, path);
  flush(folder);
};
