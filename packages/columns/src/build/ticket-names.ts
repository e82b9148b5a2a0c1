const hashOf = (name: string): number => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i += 1) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash >>> 0;
};

/** Tickets by ordinal and by name, in typed arrays: a million of them take some 50 MB less than a Map of strings would. */
export class TicketNames {
  #bytes = Buffer.alloc(1 << 16);
  #ends = new Uint32Array(1 << 12);
  #hashes = new Uint32Array(1 << 12);
  #slots = new Uint32Array(1 << 13);
  #count = 0;
  #lastName = '';
  #lastOrdinal = -1;

  get count(): number {
    return this.#count;
  }

  name(ordinal: number): string {
    return this.#bytes.toString('utf8', this.#startOf(ordinal), this.#ends[ordinal]);
  }

  /** The ordinal of a name, -1 where it has none. */
  find(name: string): number {
    if (name === this.#lastName) return this.#lastOrdinal;
    const hash = hashOf(name);
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const ordinal = this.#slots[slot]! - 1;
      if (ordinal === -1) return -1;
      if (this.#hashes[ordinal] === hash && this.name(ordinal) === name) {
        this.#lastName = name;
        this.#lastOrdinal = ordinal;
        return ordinal;
      }
    }
  }

  /** The ordinal of a name, which gets the next one where it has none. */
  ordinalOf(name: string): number {
    const known = this.find(name);
    return known === -1 ? this.#add(name) : known;
  }

  /** The names from an ordinal on as bytes, and where each ends among them. */
  slice(from: number): { readonly bytes: Uint8Array; readonly ends: Uint32Array } {
    const start = this.#startOf(from);
    const bytes = Uint8Array.prototype.slice.call(this.#bytes, start, this.#startOf(this.#count));
    return { bytes, ends: this.#ends.slice(from, this.#count).map((end) => end - start) };
  }

  /** Takes over names that `slice` gave. */
  restore(bytes: Uint8Array, ends: Uint32Array): void {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let start = 0;
    for (const end of ends) {
      this.#add(text.toString('utf8', start, end));
      start = end;
    }
  }

  #startOf(ordinal: number): number {
    return ordinal === 0 ? 0 : this.#ends[ordinal - 1]!;
  }

  #add(name: string): number {
    const ordinal = this.#count;
    const start = this.#startOf(ordinal);
    const room = name.length * 3;
    if (start + room > this.#bytes.length)
      this.#bytes = Buffer.concat([this.#bytes, Buffer.alloc(this.#bytes.length + room)]);
    if (ordinal === this.#ends.length) this.#grow();
    this.#ends[ordinal] = start + this.#bytes.write(name, start, 'utf8');
    const hash = hashOf(name);
    this.#hashes[ordinal] = hash;
    this.#count += 1;
    this.#place(hash, ordinal);
    this.#lastName = name;
    this.#lastOrdinal = ordinal;
    return ordinal;
  }

  #place(hash: number, ordinal: number): void {
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = ordinal + 1;
  }

  /** Twice the tickets, and as ever at least half of the slots free. */
  #grow(): void {
    const larger = (array: Uint32Array): Uint32Array<ArrayBuffer> => {
      const grown = new Uint32Array(array.length * 2);
      grown.set(array);
      return grown;
    };
    this.#ends = larger(this.#ends);
    this.#hashes = larger(this.#hashes);
    this.#slots = new Uint32Array(this.#ends.length * 2);
    for (let ordinal = 0; ordinal < this.#count; ordinal += 1) this.#place(this.#hashes[ordinal]!, ordinal);
  }
}
