import { parseDecimal } from '../checkpoint.ts';
import { ProofFormatError } from '../errors.ts';
import { fromBase64, toBase64 } from '../note/base64.ts';
import { hashSize, type Hash } from '../tree/hash.ts';

/** What a `.tlog-proof` file says. Nothing of it is trusted until it was checked. */
export interface ProofText {
  /** Opaque data; ours is the leaf record, which the proof itself authenticates. */
  readonly extra?: Uint8Array | undefined;
  /** Place of the leaf in the tree, from 0. */
  readonly index: number;
  /** From the leaf's sibling to the root's child. */
  readonly hashes: readonly Hash[];
  /** The signed checkpoint, as it stands. */
  readonly checkpoint: string;
}

const firstLine = 'c2sp.org/tlog-proof@v1';
const hashesMax = 64;

/** Writes a proof (c2sp.org/tlog-proof). Pure. */
export const formatProof = ({ extra, index, hashes, checkpoint }: ProofText): string => {
  const extraLine = extra === undefined ? [] : [`extra ${toBase64(extra)}`];
  return [firstLine, ...extraLine, `index ${index}`, ...hashes.map(toBase64), '', checkpoint].join('\n');
};

const parseHash = (line: string, i: number): Hash => {
  const hash = fromBase64(line);
  if (hash?.length !== hashSize)
    throw new ProofFormatError(`${JSON.stringify(line)} (hash ${i + 1}) is not a hash`);
  return hash;
};

const parseExtra = (line: string): Uint8Array => {
  const extra = fromBase64(line.slice('extra '.length));
  if (extra === undefined) throw new ProofFormatError('its extra data are not base64');
  return extra;
};

/** Reads a proof (c2sp.org/tlog-proof). Pure; checks its form and not what it claims. @throws ProofFormatError */
export const parseProof = (text: string): ProofText => {
  const blank = text.indexOf('\n\n');
  if (blank < 0) throw new ProofFormatError('no empty line stands before its checkpoint');
  const [first, ...lines] = text.slice(0, blank).split('\n');
  if (first !== firstLine)
    throw new ProofFormatError(`its first line is ${JSON.stringify(first)}, not ${firstLine}`);
  const extra = lines[0]?.startsWith('extra ') ? parseExtra(lines.shift() as string) : undefined;
  const indexLine = lines.shift() ?? '';
  const index = indexLine.startsWith('index ') ? parseDecimal(indexLine.slice('index '.length)) : undefined;
  if (index === undefined) throw new ProofFormatError(`${JSON.stringify(indexLine)} is not an index`);
  if (lines.length > hashesMax)
    throw new ProofFormatError(`it has ${lines.length} hashes, and no tree is that high`);
  return { extra, index, hashes: lines.map(parseHash), checkpoint: text.slice(blank + 2) };
};
