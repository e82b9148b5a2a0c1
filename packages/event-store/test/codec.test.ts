import { describe, expect, it } from 'vitest';
import {
  createCodec,
  EventDataError,
  InvalidSchemaRegistryError,
  NewerSchemaError,
  UnknownEventTypeError,
} from '../src/index.ts';
import type { RecordedEvent } from '../src/index.ts';
import { counterCodec } from './counter.ts';

const recorded = (type: string, data: unknown, schemaVersion: number): RecordedEvent => ({
  id: '00000000-0000-8000-8000-000000000001',
  type,
  data,
  stream: 'counter-1',
  revision: 4,
  position: 9,
  metadata: { commandId: 'c', actor: 'a', occurredAt: '', recordedAt: '', schemaVersion },
});

describe('the codec', () => {
  it('stamps the current version on what it encodes', () => {
    expect(counterCodec.encode({ type: 'CounterAdded', data: { by: 1 } })).toEqual({
      type: 'CounterAdded',
      data: { by: 1 },
      schemaVersion: 2,
    });
  });

  it('takes an old shape to the current one on read', () => {
    expect(counterCodec.decode(recorded('CounterAdded', { amount: '3' }, 1)).data).toEqual({ by: 3 });
  });

  it('says which type it does not know, and where', () => {
    expect(() => counterCodec.decode(recorded('CounterGone', {}, 1))).toThrow(UnknownEventTypeError);
    expect(() => counterCodec.decode(recorded('CounterGone', {}, 1))).toThrow('CounterGone at counter-1@4');
    expect(() => counterCodec.encode({ type: 'CounterGone' } as never)).toThrow(UnknownEventTypeError);
  });

  it('refuses what a newer program wrote, and a version that is none', () => {
    for (const version of [3, 0, 1.5, undefined as never])
      expect(() => counterCodec.decode(recorded('CounterAdded', { by: 1 }, version))).toThrow(
        NewerSchemaError,
      );
  });

  it('refuses data that does not fit, naming the place and not the data', () => {
    const faulty = recorded('CounterAdded', { by: 'Rosa Meyer' }, 2);
    expect(() => counterCodec.decode(faulty)).toThrow(EventDataError);
    expect(() => counterCodec.decode(faulty)).not.toThrow('Rosa');
    expect(() => counterCodec.encode({ type: 'CounterAdded', data: { by: 'x' as never } })).toThrow(
      EventDataError,
    );
  });

  it('may trust data of the current version, for whole-ledger folds', () => {
    const parsed: unknown[] = [];
    const codec = createCodec<{ type: 'A'; data: unknown }>(
      [{ type: 'A', schemaVersion: 2, parse: (data) => parsed.push(data), upcast: { 1: (data) => data } }],
      { parseOnRead: 'upcast' },
    );
    codec.decode(recorded('A', 'current', 2));
    codec.decode(recorded('A', 'old', 1));
    expect(parsed).toEqual(['old']);
  });

  it('refuses a registry with a type twice, a version without a way, or a way to nowhere', () => {
    const parse = (data: unknown) => data;
    const a = { type: 'A', schemaVersion: 1, parse } as const;
    expect(() => createCodec([a, a])).toThrow(InvalidSchemaRegistryError);
    expect(() => createCodec([{ ...a, schemaVersion: 3, upcast: { 1: parse } }])).toThrow(
      'no upcaster from version 2',
    );
    expect(() => createCodec([{ ...a, upcast: { 1: parse } }])).toThrow('leads nowhere');
    expect(() => createCodec([{ ...a, schemaVersion: 0 }])).toThrow('0 is no version');
  });
});
