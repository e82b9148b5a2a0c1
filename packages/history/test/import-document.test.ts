import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { mappingSchema } from '../src/import/mapping.ts';
import { openDesk, type Desk } from './support/desk.ts';

const document = readFileSync(resolve(import.meta.dirname, '../../../docs/import.md'), 'utf8');
const block = (language: string): string => {
  const found = new RegExp(`\n\`\`\`${language}\n([^]*?)\n\`\`\`\n`).exec(document)?.[1];
  if (found === undefined) throw new Error(`docs/import.md has no block of ${language}`);
  return found;
};

let desk: Desk;
beforeEach(() => {
  desk = openDesk();
});
afterEach(() => desk.close());

describe('docs/import.md', () => {
  it('shows what the import of its example says', async () => {
    const mapping = JSON.parse(block('json')) as unknown;
    const { seconds: _, ...counts } = await desk.import(block('csv'), {
      mapping,
      pseudonymKey: new Uint8Array(32),
    });
    expect(counts).toEqual(JSON.parse(block('result')));
  });

  it('names every field of a mapping', () => {
    const { properties } = z.toJSONSchema(mappingSchema, { io: 'input', unrepresentable: 'any' });
    const nested = (name: string) => {
      const schema = properties?.[name];
      return typeof schema === 'object'
        ? Object.keys(schema.properties ?? {}).map((key) => `${name}.${key}`)
        : [];
    };
    const fields = [
      ...Object.keys(properties ?? {}),
      ...['activity', 'time', 'opening', 'facts'].flatMap(nested),
    ];
    expect(fields.length).toBeGreaterThan(20);
    expect(fields.filter((field) => !document.includes(`\`${field}`))).toEqual([]);
  });
});
