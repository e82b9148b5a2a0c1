import { toInstant, type Env } from '@caselog/env';
import { LinkFormatError, OriginExistsError } from '../errors.ts';
import { parseDecimal, type OpenedCheckpoint } from '../checkpoint.ts';
import { fromBase64, toBase64 } from '../note/base64.ts';
import { createVerifier, type Signer, type Verifier } from '../note/key.ts';
import { decodeNote, openNote, signNote } from '../note/note.ts';
import { linkPath, type LogReader, type LogStore } from '../store/log-store.ts';
import { hashSize, type Hash } from '../tree/hash.ts';
import { RightEdge } from '../tree/right-edge.ts';
import { CheckpointTrack } from '../verify/signed-checkpoints.ts';
import type { LeafSource } from './leaf-source.ts';
import { signedCheckpoints } from './start.ts';

/** A tree's size and root. */
export interface TreeHead {
  readonly size: number;
  readonly root: Hash;
}

/** How a log continues one that its ledger no longer agrees with, since a backup was restored for instance. */
export interface LinkStatement {
  /** The new log, and the key that signs it. */
  readonly origin: string;
  readonly verifierKey: string;
  /** The log it continues, and the last that was signed for it. */
  readonly previousOrigin: string;
  readonly previous: TreeHead;
  /** Events up to which the ledger still is what was signed for the previous log, as far as its checkpoints tell. */
  readonly agreesTo: number;
  /** The ledger as the new log found it. */
  readonly begins: TreeHead;
  /** When this was stated, ISO 8601 in UTC. */
  readonly at: string;
  /** Why, in one line. */
  readonly reason: string;
}

const firstLine = 'caselog-link/v1';
const headText = ({ size, root }: TreeHead): string => `${size} ${toBase64(root)}`;

const linesOf = (link: LinkStatement): readonly (readonly [string, string])[] => [
  ['origin', link.origin],
  ['verifier-key', link.verifierKey],
  ['previous-origin', link.previousOrigin],
  ['previous', headText(link.previous)],
  ['agrees-to', String(link.agreesTo)],
  ['begins', headText(link.begins)],
  ['at', link.at],
  ['reason', link.reason],
];

/** The text of a linking statement, ready to be signed: a first line, then one line a field. Pure. */
export const formatLink = (link: LinkStatement): string =>
  [firstLine, ...linesOf(link).map(([name, value]) => `${name} ${value}`), ''].join('\n');

const parseHead = (name: string, text: string): TreeHead => {
  const [sizeText = '', rootText = ''] = text.split(' ');
  const [size, root] = [parseDecimal(sizeText), fromBase64(rootText)];
  if (size === undefined || root?.length !== hashSize)
    throw new LinkFormatError(`${name} is ${JSON.stringify(text)}`);
  return { size, root };
};

/** Reads the text of a linking statement. Pure. @throws LinkFormatError */
export const parseLink = (text: string): LinkStatement => {
  const [first, ...lines] = text.split('\n');
  if (first !== firstLine) throw new LinkFormatError(`its first line is ${JSON.stringify(first)}`);
  const fields = new Map(
    lines.map((line) => [line.split(' ', 1)[0] as string, line.slice(line.indexOf(' ') + 1)]),
  );
  const field = (name: string): string => {
    const value = fields.get(name);
    if (value === undefined) throw new LinkFormatError(`it has no line ${name}`);
    return value;
  };
  const agreesTo = parseDecimal(field('agrees-to'));
  if (agreesTo === undefined) throw new LinkFormatError(`agrees-to is ${JSON.stringify(field('agrees-to'))}`);
  const link: LinkStatement = {
    origin: field('origin'),
    verifierKey: field('verifier-key'),
    previousOrigin: field('previous-origin'),
    previous: parseHead('previous', field('previous')),
    agreesTo,
    begins: parseHead('begins', field('begins')),
    at: field('at'),
    reason: field('reason'),
  };
  if (formatLink(link) !== text)
    throw new LinkFormatError('its lines are not those of a statement, in their order');
  return link;
};

/** A linking statement whose signature was checked. */
export interface OpenedLink extends LinkStatement {
  /** The key of the previous log signed it too: then whoever trusted that key may trust the new one. */
  readonly vouchedFor: boolean;
}

/**
 * Opens a signed linking statement. Pure. Only a signature by the previous log's key makes it more than a claim of the new one.
 * @throws the errors of `openNote`; LinkFormatError; KeyFormatError.
 */
export const openLink = (note: string, verifiers: readonly Verifier[]): OpenedLink => {
  const { text, signedBy } = openNote(note, verifiers);
  const link = parseLink(text);
  createVerifier(link.verifierKey);
  return { ...link, vouchedFor: signedBy.some(({ name }) => name === link.previousOrigin) };
};

/** What a new origin needs. */
export interface NewOriginOptions {
  /** The ledger as it is now. */
  readonly source: LeafSource;
  readonly durableSize: number;
  /** The log it cannot continue. Its signer may be lost: then the statement is only the new log's claim. */
  readonly previous: {
    readonly store: LogStore;
    readonly verifier: Verifier;
    readonly signer?: Signer | undefined;
  };
  /** The new log: an empty store and a key of another name. */
  readonly store: LogStore;
  readonly signer: Signer;
  /** Why, in one line. */
  readonly reason: string;
  readonly env: Env;
}

/**
 * Begins a new log where the ledger can no longer continue the old one, with a statement signed by both that links them.
 * The old log stays as it is, so what was signed for it can still be shown. Returns the signed statement.
 * @throws OriginExistsError when the new log has begun already.
 */
export const beginOrigin = async (options: NewOriginOptions): Promise<string> => {
  const { store, signer, previous } = options;
  if ((await store.has(linkPath)) || (await store.checkpoints()).length > 0)
    throw new OriginExistsError(signer.name);
  if (signer.name === previous.verifier.name) throw new OriginExistsError(signer.name);
  const checkpoints = await signedCheckpoints(previous.store, previous.verifier);
  const note = signNote(formatLink(await stateLink(options, checkpoints)), signersOf(options));
  await store.write([{ path: linkPath, bytes: Buffer.from(note) }]);
  return note;
};

/** The statement that links a log to the one before it, or `undefined` when it is the first. */
export const readLink = async (
  log: LogReader,
  verifiers: readonly Verifier[],
): Promise<OpenedLink | undefined> => {
  const bytes = await log.read(linkPath);
  return bytes === undefined ? undefined : openLink(decodeNote(bytes), verifiers);
};

const signersOf = ({ signer, previous }: NewOriginOptions): Signer[] =>
  previous.signer === undefined ? [signer] : [signer, previous.signer];

const stateLink = async (
  { source, durableSize, previous, signer, reason, env }: NewOriginOptions,
  checkpoints: readonly OpenedCheckpoint[],
): Promise<LinkStatement> => {
  const track = new CheckpointTrack(checkpoints);
  for await (const hashes of source.leafHashes(0, durableSize)) for (const hash of hashes) track.append(hash);
  return {
    origin: signer.name,
    verifierKey: signer.verifier.verifierKey,
    previousOrigin: previous.verifier.name,
    previous: checkpoints.at(-1) ?? { size: 0, root: new RightEdge().root() },
    agreesTo: track.holds,
    begins: { size: track.size, root: track.root() },
    at: toInstant(env.now()),
    reason: reason.replaceAll(/\s+/g, ' ').trim(),
  };
};
