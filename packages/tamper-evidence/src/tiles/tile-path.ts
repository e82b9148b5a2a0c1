import { parseDecimal } from '../checkpoint.ts';
import { TilePathError } from '../errors.ts';

/** Hashes in a full tile, and entries in a full bundle. */
export const tileWidth = 256;

/** Tree levels in one tile. */
export const tileHeight = 8;

/** A tile of a tiled log; level `entries` is the bundle of the leaf records under the tile of level 0 of the same index. */
export interface TileId {
  readonly level: number | 'entries';
  readonly index: number;
  /** Hashes or entries in it, 1 to 256; below 256 it is partial. */
  readonly width: number;
}

const levelMax = 63;

const indexPath = (index: number): string => {
  const digits = String(index);
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, '0');
  const parts = padded.match(/\d{3}/g) as string[];
  return parts.map((part, i) => (i < parts.length - 1 ? `x${part}` : part)).join('/');
};

/** The path of a tile below a log's directory, `tile/<level>/<index>[.p/<width>]` (c2sp.org/tlog-tiles). Pure. */
export const tilePath = ({ level, index, width }: TileId): string =>
  `tile/${level}/${indexPath(index)}${width === tileWidth ? '' : `.p/${width}`}`;

const pathForm = /^tile\/(?<level>entries|\d{1,2})\/(?<index>(?:x\d{3}\/)*\d{3})(?:\.p\/(?<width>\d{1,3}))?$/;

/** Reads the path of a tile; only the one right spelling of each is taken. Pure. @throws TilePathError */
export const parseTilePath = (path: string): TileId => {
  const groups = pathForm.exec(path)?.groups;
  if (groups === undefined) throw new TilePathError(path);
  const level =
    groups.level === 'entries' ? 'entries' : (parseDecimal(groups.level as string) ?? levelMax + 1);
  const index = Number((groups.index as string).replaceAll(/[x/]/g, ''));
  const width = groups.width === undefined ? tileWidth : Number(groups.width);
  const tile: TileId = { level, index, width };
  const inRange = (level === 'entries' || level <= levelMax) && width >= 1 && Number.isSafeInteger(index);
  if (!inRange || tilePath(tile) !== path) throw new TilePathError(path);
  return tile;
};

/** How many hashes the tile has in a tree of `size` leaves; 0 when it has none. Pure. */
export const tileWidthAt = (level: number, index: number, size: number): number => {
  const hashes = Math.floor(size / tileWidth ** level) - index * tileWidth;
  return Math.min(Math.max(hashes, 0), tileWidth);
};

/** The partial tiles on the right edge of a tree of `size` leaves, from level 0 up. Pure. */
export const partialTiles = (size: number): (TileId & { readonly level: number })[] => {
  const tiles: (TileId & { readonly level: number })[] = [];
  for (let level = 0, hashes = size; hashes > 0; level++, hashes = Math.floor(hashes / tileWidth)) {
    const width = hashes % tileWidth;
    if (width > 0) tiles.push({ level, index: Math.floor(hashes / tileWidth), width });
  }
  return tiles;
};
