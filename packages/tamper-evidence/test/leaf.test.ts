import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeLeaf, encodeLeaf, leafHash, leafHashOf, leafRecordOf, type RawEvent } from '../src/index.ts';
import { anyRawEvent } from './support/events.ts';

const event: RawEvent = {
  position: 4_294_967_298,
  stream: 'ticket-ß',
  revision: 3,
  type: 'TicketOpened',
  recordedAt: '2026-03-29T01:00:00.000Z',
  dataBytes: Buffer.from('{"a":1}'),
  metadataBytes: Buffer.from('{}'),
};

const sha256 = (...parts: Uint8Array[]): Buffer =>
  parts.reduce((sum, part) => sum.update(part), createHash('sha256')).digest();

describe('a leaf record', () => {
  it('is written byte for byte as the README says', () => {
    const hex = [
      '01', // version
      '0000000100000002', // position
      '0009' + Buffer.from('ticket-ß').toString('hex'),
      '0000000000000003', // revision
      '000c' + Buffer.from('TicketOpened').toString('hex'),
      '0000', // no id
      '0018' + Buffer.from('2026-03-29T01:00:00.000Z').toString('hex'),
      sha256(event.dataBytes).toString('hex'),
      sha256(event.metadataBytes).toString('hex'),
    ].join('');
    expect(leafRecordOf(event).toString('hex')).toBe(hex);
  });

  it('is hashed as RFC 6962 says, in one step or in two', () => {
    const record = leafRecordOf(event);
    const expected = sha256(Uint8Array.of(0), record);
    expect(leafHash(record)).toEqual(expected);
    expect(leafHashOf(event)).toEqual(expected);
  });

  it('reads back as it was written', () => {
    const readsBack = fc.property(anyRawEvent, (raw) => {
      const record = leafRecordOf(raw);
      const leaf = decodeLeaf(record);
      expect(encodeLeaf(leaf)).toEqual(record);
      expect(leafHashOf(raw)).toEqual(leafHash(record));
      expect(leaf).toEqual({
        position: raw.position,
        stream: raw.stream,
        revision: raw.revision,
        type: raw.type,
        id: raw.id ?? '',
        recordedAt: raw.recordedAt,
        dataHash: sha256(raw.dataBytes),
        metadataHash: sha256(raw.metadataBytes),
      });
    });
    fc.assert(readsBack);
  });

  it('is another record, or none, when one byte of it differs', () => {
    const flips = fc.property(anyRawEvent, fc.nat(), fc.integer({ min: 1, max: 255 }), (raw, place, flip) => {
      const record = leafRecordOf(raw);
      const tampered = Buffer.from(record);
      const at = place % record.length;
      tampered[at] = (tampered[at] as number) ^ flip;
      expect(leafHash(tampered)).not.toEqual(leafHash(record));
      let read;
      try {
        read = decodeLeaf(tampered);
      } catch (error) {
        expect((error as Error).name).toBe('LeafFormatError');
        return;
      }
      expect(encodeLeaf(read)).toEqual(tampered);
    });
    fc.assert(flips);
  });

  it('keeps its hash when the data is destroyed and only their hash is kept', () => {
    const erased = { ...event, dataBytes: new Uint8Array(0), erasedDataHash: sha256(event.dataBytes) };
    expect(leafHashOf(erased)).toEqual(leafHashOf(event));
  });

  it.each([
    ['position', { position: -1 }, /position -1 is not a safe integer/],
    ['position', { position: 1.5 }, /position 1.5 is not a safe integer/],
    ['revision', { revision: 2 ** 53 }, /revision 9007199254740992 is not a safe integer/],
    ['stream', { stream: 'a\ud800' }, /stream is not well-formed Unicode/],
    ['the record', { type: 'x'.repeat(65_450) }, /takes 65\d\d\d bytes, and at most 65535 fit/],
    ['the record', { stream: '漢'.repeat(30_000) }, /takes 9\d{4} bytes, and at most 65535 fit/],
    ['erasedDataHash', { erasedDataHash: new Uint8Array(31) }, /erasedDataHash has 31 bytes, not 32/],
  ])('refuses a %s it cannot carry: %o', (field, change, message) => {
    const refused = (): unknown => leafHashOf({ ...event, ...change });
    expect(refused).toThrow(message);
    expect(refused).toThrow(expect.objectContaining({ name: 'LeafFieldError', field }));
  });

  it.each([
    ['another version', (record: Buffer) => Buffer.concat([Uint8Array.of(2), record.subarray(1)])],
    ['a missing byte', (record: Buffer) => record.subarray(0, -1)],
    ['a byte too many', (record: Buffer) => Buffer.concat([record, Uint8Array.of(0)])],
    ['nothing', () => Buffer.alloc(0)],
  ])('is refused with %s', (_what, change) => {
    expect(() => decodeLeaf(change(leafRecordOf(event)))).toThrow(/not a leaf record: .* at byte \d+/);
  });
});
