import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  assertPosition,
  assertStreamName,
  eventIdFor,
  InvalidStreamNameError,
  streamCategory,
} from '../src/index.ts';

describe('a stream name', () => {
  it('has as its category what stands before the first dash', () => {
    expect(streamCategory('ticket-0198-ab')).toBe('ticket');
    expect(streamCategory('客-日本語-🙂')).toBe('客');
  });

  it.each([
    '',
    'ticket',
    '-x',
    'ticket-',
    '$ce-ticket',
    'a-\n',
    'a-\0',
    'a-\ud800',
    `a-${'x'.repeat(600)}`,
    7,
    undefined,
  ])('is refused when it is %j', (name) => {
    expect(() => assertStreamName(name)).toThrow(InvalidStreamNameError);
  });
});

describe('a position', () => {
  it.each([-1, 1.5, Number.NaN, 2 ** 53, '1', undefined])('is refused when it is %j', (position) => {
    expect(() => assertPosition(position)).toThrow('a position must be a safe integer of at least 0');
  });
});

describe('an event id', () => {
  it('is a UUID of version 8, always the same for the same command', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), fc.nat(), (stream, commandId, index) => {
        const id = eventIdFor(stream, commandId, index);
        expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        expect(eventIdFor(stream, commandId, index)).toBe(id);
      }),
    );
  });

  it('differs by stream, command and index, wherever the parts are cut', () => {
    const ids = [
      eventIdFor('a-1', 'c', 0),
      eventIdFor('a-1', 'c', 1),
      eventIdFor('a-1', 'd', 0),
      eventIdFor('a-2', 'c', 0),
      eventIdFor('a', '-1c', 0),
      eventIdFor('a-1c', '', 0),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('is published: it never changes', () => {
    expect(eventIdFor('ticket-1', 'command-1', 0)).toBe('8ec5a5c4-db47-857a-b23f-d881d7689eef');
  });
});
