import { createReadStream, existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Env } from '@caselog/env';
import { NoSuchFileError, QuotaExceededError } from '../errors.ts';
import type { AttachmentLimits, Attachments, StoredFile } from '../port.ts';
import { mediaTypeOf } from '../sniff.ts';
import { bytesOfAll, bytesOfTicket, clearStale, moveInto, readRecord, writeRecord } from './disk.ts';
import { pathsIn, type Paths } from './paths.ts';
import { receive } from './receive.ts';

const fileBytesMax = 25 * 1024 * 1024;

export const defaultAttachmentLimits: AttachmentLimits = {
  fileBytesMax,
  ticketBytesMax: 10 * fileBytesMax,
  totalBytesMax: 20 * 1024 ** 3,
};

export interface FolderAttachmentsOptions {
  readonly folder: string;
  readonly env: Env;
  readonly limits?: Partial<AttachmentLimits>;
}

/** Runs one piece of work after the other, so that two uploads never count the same room. */
const inTurn = () => {
  let last: Promise<unknown> = Promise.resolve();
  return <Result>(work: () => Promise<Result>): Promise<Result> => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };
};

const createKeeper = (paths: Paths, limits: AttachmentLimits, keptBytes: number) => {
  const turn = inTurn();
  let total = keptBytes;

  const assertRoom = async (ticketId: string, { sizeBytes }: StoredFile, isNew: boolean): Promise<void> => {
    const { ticketBytesMax, totalBytesMax } = limits;
    if ((await bytesOfTicket(paths, ticketId)) + sizeBytes > ticketBytesMax)
      throw new QuotaExceededError('ticket', ticketBytesMax);
    if (isNew && total + sizeBytes > totalBytesMax) throw new QuotaExceededError('all', totalBytesMax);
  };

  /** Gives a received file its place, and the ticket its record of it: in this order, so that no record names nothing. */
  return (ticketId: string, received: string, file: StoredFile): Promise<void> =>
    turn(async () => {
      const record = paths.handedIn(ticketId, file.digest);
      if (existsSync(record)) return;
      const blob = paths.blob(file.digest);
      const isNew = !existsSync(blob);
      await assertRoom(ticketId, file, isNew);
      if (isNew) {
        await moveInto(received, blob);
        total += file.sizeBytes;
      }
      await writeRecord(`${received}.record`, record, file);
    });
};

/**
 * Attachments in a folder: `blobs/` holds each content once, under its SHA-256; `tickets/` which were handed in to which
 * ticket. A file appears whole or not at all.
 */
export const openFolderAttachments = async ({
  folder,
  env,
  limits: chosen = {},
}: FolderAttachmentsOptions): Promise<Attachments> => {
  const limits = { ...defaultAttachmentLimits, ...chosen };
  const paths = pathsIn(folder);
  await mkdir(paths.incoming, { recursive: true, mode: 0o700 });
  await clearStale(paths.incoming, env.now());
  const keep = createKeeper(paths, limits, await bytesOfAll(paths));
  const find: Attachments['find'] = async (ticketId, digest) => readRecord(paths.handedIn(ticketId, digest));
  return {
    limits,
    find,
    async put(ticketId, content) {
      paths.ticket(ticketId);
      const received = join(paths.incoming, env.uuid());
      try {
        const { digest, sizeBytes } = await receive(received, content, limits.fileBytesMax);
        const file = { digest, sizeBytes, mediaType: await mediaTypeOf(received) };
        await keep(ticketId, received, file);
        return file;
      } finally {
        await rm(received, { force: true });
        await rm(`${received}.record`, { force: true });
      }
    },
    async read(ticketId, digest) {
      if (!(await find(ticketId, digest))) throw new NoSuchFileError(ticketId, digest);
      return createReadStream(paths.blob(digest));
    },
  };
};
