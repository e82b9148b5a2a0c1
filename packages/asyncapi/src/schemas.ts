import { pii } from '@caselog/ticket';
import { z } from 'zod';

export type Json = { readonly [key: string]: unknown };

interface Written {
  readonly $ref?: string;
  readonly definitions?: Readonly<Record<string, Json>>;
}

/** Refers to a part of the document. Pure. */
export const ref = (...path: readonly string[]): { readonly $ref: string } => ({
  $ref: `#/${path.map((key) => key.replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`,
});

const moved = (text: string): string => text.replaceAll('"#/definitions/', '"#/components/schemas/');

/** Collects schemas by name, as the document's components. What zod names by an id becomes a component of its own. */
export class Schemas {
  readonly #named = new Map<string, Json>();

  /** Adds a schema under a name, and refers to it. What is personal is marked so. */
  add(name: string, schema: z.ZodType, io: 'input' | 'output'): { readonly $ref: string } {
    const written = z.toJSONSchema(schema, {
      target: 'draft-7',
      io,
      override: ({ zodSchema, jsonSchema }) => {
        const personal = pii.get(zodSchema as unknown as z.ZodType);
        if (personal) Object.assign(jsonSchema, { 'x-personal-data': personal.kind });
        delete jsonSchema.id;
      },
    });
    const {
      $schema: _,
      definitions = {},
      ...own
    } = JSON.parse(moved(JSON.stringify(written))) as Written & Json;
    for (const [id, definition] of Object.entries(definitions)) this.#put(id, definition);
    if (own.$ref !== undefined) return { $ref: own.$ref };
    this.#put(name, own);
    return ref('components', 'schemas', name);
  }

  #put(name: string, schema: Json): void {
    const known = this.#named.get(name);
    if (known && JSON.stringify(known) !== JSON.stringify(schema))
      throw new Error(`two schemas are called ${name}`);
    this.#named.set(name, schema);
  }

  /** All of them, by name. */
  all(): Json {
    return Object.fromEntries([...this.#named].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }
}
