import { writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { xesFaults } from '../../../test/support/log-schemas.ts';
import {
  keyOfXes,
  readXes,
  standardExtensions,
  xesEnd,
  xesEvent,
  xesKey,
  xesStart,
  xesTraceEnd,
  xesTraceStart,
  type Attribute,
  type XesHead,
} from '../src/index.ts';
import { xmlText } from '../src/xml-escape.ts';
import { openFiles, type Files } from './support/files.ts';

let files: Files;
beforeEach(() => {
  files = openFiles();
});
afterEach(() => files.close());

const head: XesHead = {
  version: '1849.2023',
  features: 'nested-attributes',
  extensions: Object.values(standardExtensions),
  globals: [{ scope: 'event', attributes: [{ key: 'concept:name', type: 'string', value: 'unknown' }] }],
  classifiers: [{ name: 'Activity', scope: 'event', keys: ['concept:name', 'lifecycle:transition'] }],
  attributes: [{ key: 'concept:name', type: 'string', value: 'a log' }],
};

const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constant(' <&"\'\t\r\n> '));
/** What XML can carry of a text. */
const carried = text.filter((value) => xmlText(value) === value);
const leaf = (key: string): fc.Arbitrary<Attribute> =>
  fc.oneof(
    carried.map((value): Attribute => ({ key, type: 'string', value })),
    fc.maxSafeInteger().map((value): Attribute => ({ key, type: 'int', value: String(value) })),
    fc
      .double({ noNaN: true, noDefaultInfinity: true })
      .map((value): Attribute => ({ key, type: 'float', value: String(value) })),
    fc.boolean().map((value): Attribute => ({ key, type: 'boolean', value: String(value) })),
    fc.uuid().map((value): Attribute => ({ key, type: 'id', value })),
    fc
      .date({ noInvalidDate: true, min: new Date('0001-01-01'), max: new Date('9999-01-01') })
      .map((value): Attribute => ({ key, type: 'date', value: value.toISOString() })),
  );
const key = carried.filter((value) => value !== '');
/** As it was before its keys became names. */
const named = ({ key: written, children, ...one }: Attribute): Attribute => ({
  key: keyOfXes(written),
  ...one,
  ...(children && { children: children.map(named) }),
});
const attribute: fc.Arbitrary<Attribute> = key.chain((name) =>
  fc.oneof(
    leaf(name),
    fc
      .tuple(
        fc.constantFrom('list' as const, 'container' as const),
        fc.array(key.chain(leaf), { minLength: 1, maxLength: 3 }),
      )
      .map(([type, children]): Attribute => ({ key: name, type, value: '', children })),
    fc.tuple(leaf(name), leaf('inner')).map(([outer, inner]): Attribute => ({ ...outer, children: [inner] })),
  ),
);
const attributes = fc.array(attribute, { maxLength: 4 });

describe('an XES log that was written', () => {
  it('is valid, and is read as it was, whatever it holds', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(attributes, fc.array(attributes, { maxLength: 3 })), { maxLength: 3 }),
        async (traces) => {
          const file = files.path('log.xes');
          const bodies = traces.map(
            ([own, events]) => xesTraceStart(own) + events.map(xesEvent).join('') + xesTraceEnd,
          );
          await writeFile(file, xesStart(head) + bodies.join('') + xesEnd);
          const read = (await Array.fromAsync(readXes(file))).flat();
          expect(read[0]).toEqual({ kind: 'head', head });
          expect(read.slice(1).map((item) => item.kind !== 'head' && item.attributes.map(named))).toEqual(
            traces.flatMap(([own, events]) => [own, ...events]),
          );
          expect(await xesFaults(file)).toBe('');
        },
      ),
      { numRuns: 25 },
    );
  }, 60_000);

  it('is told apart from one that is not valid', async () => {
    const bad =
      xesStart(head) +
      xesTraceStart([]) +
      xesEvent([{ key: 'a', type: 'int', value: 'one' }]) +
      xesTraceEnd +
      xesEnd;
    expect(await xesFaults(files.write('bad.xes', bad))).toContain("'one' is not a valid value");
  }, 60_000);
});

describe('a key of XES', () => {
  it('is an XML name, whatever it stands for, and tells what that is', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, unit: 'binary' }).filter((value) => value.isWellFormed()),
        (value) => {
          const written = xesKey(value);
          expect(written).toMatch(/^[:_\p{L}]/u);
          expect(keyOfXes(written)).toBe(value);
        },
      ),
    );
    expect(xesKey('Activity code')).toBe('Activity_x0020_code');
    expect(xesKey('_x0020_')).toBe('_x005F_x0020_');
  });
});
