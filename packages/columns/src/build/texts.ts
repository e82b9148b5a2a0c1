/** Texts by code: each text is kept once. Code 0 is "none". */
export class Texts {
  readonly list: string[] = [''];
  readonly #codes = new Map<string, number>();

  constructor(known: readonly string[] = []) {
    for (const text of known) this.#add(text);
  }

  /** The code of a text, 0 for null. */
  codeOf(text: string | null | undefined): number {
    if (text === null || text === undefined) return 0;
    return this.#codes.get(text) ?? this.#add(text);
  }

  #add(text: string): number {
    const code = this.list.length;
    this.list.push(text);
    this.#codes.set(text, code);
    return code;
  }
}
