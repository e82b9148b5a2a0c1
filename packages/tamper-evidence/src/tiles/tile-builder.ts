import type { StoredFile } from '../store/log-store.ts';
import { hashSize, type Hash } from '../tree/hash.ts';
import { RightEdge } from '../tree/right-edge.ts';
import { tileHeight, tilePath, tileWidth } from './tile-path.ts';

/** The tile that is being filled on one level. */
interface Row {
  readonly bytes: Buffer;
  index: number;
  width: number;
}

/** A tree that grows leaf by leaf and lays its hashes into tiles as it goes (c2sp.org/tlog-tiles); one inner hash a leaf on average. */
export class TileBuilder {
  readonly #rows: Row[] = [];
  #full: StoredFile[] = [];
  readonly #edge = new RightEdge((level, hash) => {
    if (level % tileHeight === 0) this.#put(level / tileHeight, hash);
  });

  get size(): number {
    return this.#edge.size;
  }

  append(leaf: Hash): void {
    this.#edge.append(leaf);
  }

  root(): Buffer {
    return this.#edge.root();
  }

  /** The full tiles completed since it was last called; it forgets them. */
  takeFull(): readonly StoredFile[] {
    const full = this.#full;
    this.#full = [];
    return full;
  }

  /** The partial tiles at the present size, from level 0 up. */
  partials(): StoredFile[] {
    return this.#rows.flatMap(({ bytes, index, width }, level) =>
      width === 0
        ? []
        : [
            {
              path: tilePath({ level, index, width }),
              bytes: Buffer.from(bytes.subarray(0, width * hashSize)),
            },
          ],
    );
  }

  /** Takes over a tree of `size` leaves: its partial tiles, by level, and the hashes of its right edge, the largest first. */
  restore(size: number, partials: ReadonlyMap<number, Uint8Array>, edge: readonly Hash[]): void {
    this.#edge.restore(size, edge);
    for (let level = 0, hashes = size; hashes > 0; level++, hashes = Math.floor(hashes / tileWidth)) {
      const row = this.#row(level);
      row.index = Math.floor(hashes / tileWidth);
      row.width = hashes % tileWidth;
      row.bytes.set(partials.get(level) ?? []);
    }
  }

  #row(level: number): Row {
    return (this.#rows[level] ??= { bytes: Buffer.alloc(tileWidth * hashSize), index: 0, width: 0 });
  }

  #put(level: number, hash: Hash): void {
    const row = this.#row(level);
    row.bytes.set(hash, row.width * hashSize);
    row.width++;
    if (row.width < tileWidth) return;
    this.#full.push({
      path: tilePath({ level, index: row.index, width: tileWidth }),
      bytes: Buffer.from(row.bytes),
    });
    row.index++;
    row.width = 0;
  }
}
