/** Pairs of numbers that grow. */
export class Pairs {
  #numbers = new Uint32Array(1 << 12);
  #length = 0;

  push(a: number, b: number): void {
    if (this.#length === this.#numbers.length) {
      const grown = new Uint32Array(this.#length * 2);
      grown.set(this.#numbers);
      this.#numbers = grown;
    }
    this.#numbers[this.#length++] = a;
    this.#numbers[this.#length++] = b;
  }

  result(): Uint32Array<ArrayBuffer> {
    return this.#numbers.slice(0, this.#length);
  }
}
