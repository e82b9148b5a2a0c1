import { describe, expect, it } from 'vitest';
import { eventTypes, schemaVersionOf, ticketEventSchemas } from '../src/index.ts';

const digest = 'ab'.repeat(32);
const file = { digest, sizeBytes: 12, mediaType: 'text/plain', name: 'sign-in.log' };
const schemaOf = (type: string) => ticketEventSchemas.find((schema) => schema.type === type)!;

describe('The shapes of events', () => {
  it('have a way from every version before the present one', () => {
    for (const type of eventTypes) {
      const versions = Array.from({ length: schemaVersionOf(type) - 1 }, (_, index) => String(index + 1));
      expect(Object.keys(schemaOf(type).upcast)).toEqual(versions);
    }
  });

  it('read a data item that was supplied before there were files', () => {
    const { upcast, parse } = schemaOf('DataItemSupplied');
    const old = { itemId: 'logs', text: 'Here' };
    expect(parse(upcast[1]!(old))).toEqual({ ...old, files: [] });
  });

  it('take files by digest, size and type, and refuse what is no digest', () => {
    const { parse } = schemaOf('DataItemSupplied');
    const supplied = { itemId: 'logs', text: null, files: [file] };
    expect(parse(supplied)).toEqual(supplied);
    expect(() => parse({ ...supplied, files: [{ ...file, digest: '../../etc' }] })).toThrow('SHA-256');
    expect(() => parse({ ...supplied, files: [{ ...file, sizeBytes: 0 }] })).toThrow('sizeBytes');
  });
});
