import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { classifierKeys, LogFormatError, readXes, type XesItem } from '../src/index.ts';
import { openFiles, type Files } from './support/files.ts';

let files: Files;
beforeEach(() => {
  files = openFiles();
});
afterEach(() => files.close());

const read = async (content: string | Uint8Array): Promise<readonly XesItem[]> =>
  (await Array.fromAsync(readXes(files.write('log.xes', content)))).flat();

const log = (inner: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1849.2023" xmlns="http://www.xes-standard.org/">\n${inner}\n</log>`;
const event = (name: string): string => `<event><string key="concept:name" value="${name}"/></event>`;
const named = (value: string) => ({ key: 'concept:name', type: 'string', value });

describe('an XES log', () => {
  it('is read as its head, then each trace followed by its events, with their lines', async () => {
    const items = await read(
      log(`<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
        <global scope="event"><string key="concept:name" value="none"/></global>
        <classifier name="Activity" keys="concept:name lifecycle:transition"/>
        <string key="source" value="a desk"/>
        <trace><string key="concept:name" value="7"/>${event('New')}
        ${event('Solved')}</trace>`),
    );
    expect(items).toEqual([
      {
        kind: 'head',
        head: {
          version: '1849.2023',
          features: '',
          extensions: [
            { name: 'Concept', prefix: 'concept', uri: 'http://www.xes-standard.org/concept.xesext' },
          ],
          globals: [{ scope: 'event', attributes: [named('none')] }],
          classifiers: [{ name: 'Activity', scope: 'event', keys: ['concept:name', 'lifecycle:transition'] }],
          attributes: [{ key: 'source', type: 'string', value: 'a desk' }],
        },
      },
      { kind: 'trace', line: 7, attributes: [named('7')] },
      { kind: 'event', line: 7, attributes: [named('New')], inTrace: true },
      { kind: 'event', line: 8, attributes: [named('Solved')], inTrace: true },
    ]);
  });

  it('keeps values as they stand, with their types, and attributes of attributes, lists and containers', async () => {
    const attributes = `<date key="d" value="2016-03-05T09:00:00.123456+05:30"/><int key="i" value="007"/><float key="f" value="1e3"/>
      <boolean key="b" value="true"/><id key="u" value="x"/>
      <list key="l"><values><string key="a" value="1"/><string key="a" value="2"/></values></list>
      <container key="c"><string key="a" value="&lt;&#10;&amp;"><int key="deep" value="1"/></string></container>`;
    const [, , first] = await read(log(`<trace><event>${attributes}</event></trace>`));
    const text = (value: string) => ({ key: 'a', type: 'string', value });
    expect(first).toMatchObject({
      attributes: [
        { key: 'd', type: 'date', value: '2016-03-05T09:00:00.123456+05:30' },
        { key: 'i', type: 'int', value: '007' },
        { key: 'f', type: 'float', value: '1e3' },
        { key: 'b', type: 'boolean', value: 'true' },
        { key: 'u', type: 'id', value: 'x' },
        { key: 'l', type: 'list', value: '', children: [text('1'), text('2')] },
        {
          key: 'c',
          type: 'container',
          value: '',
          children: [{ ...text('<\n&'), children: [{ key: 'deep', type: 'int', value: '1' }] }],
        },
      ],
    });
  });

  it.each([
    ['packed', (text: string) => gzipSync(text)],
    ['with a byte-order mark', (text: string) => `\uFEFF${text}`],
    ['in UTF-16', (text: string) => Buffer.from(`\uFEFF${text.replace('UTF-8', 'UTF-16')}`, 'utf16le')],
    ['in Latin 1', (text: string) => Buffer.from(text.replace('UTF-8', 'ISO-8859-1'), 'latin1')],
    ['with prefixed elements', (text: string) => text.replaceAll(/<(\/?)(?=[a-z])/g, '<$1x:')],
  ])('is read %s', async (_, changed) => {
    const items = await read(changed(log(`<trace>${event('Gelöst')}</trace>`)));
    expect(items.at(-1)).toMatchObject({ kind: 'event', attributes: [named('Gelöst')] });
  });

  it('may begin with tens of thousands of lines about itself', async () => {
    const about = Array.from(
      { length: 20_000 },
      (_, index) => `<int key="meta:${index}" value="${index}"><string key="unit" value="ms"/></int>`,
    );
    const items = await read(log(`${about.join('\n')}<trace>${event('New')}</trace>`));
    expect(items[0]).toMatchObject({ kind: 'head', head: { attributes: { length: 20_000 } } });
    expect(items.at(-1)).toMatchObject({ kind: 'event', line: 20_002 });
  });

  it('may have events without a trace, and traces without an event', async () => {
    const items = await read(log(`<trace><string key="concept:name" value="7"/></trace>${event('New')}`));
    expect(items.slice(1)).toMatchObject([{ kind: 'trace' }, { kind: 'event', inTrace: false }]);
  });
});

const bomb = `<?xml version="1.0"?><!DOCTYPE log [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><log>&b;</log>`;
const packed = gzipSync(log(`<trace>${event('New').repeat(1_000)}</trace>`));

describe('what is no XES log', () => {
  it.each([
    ['broken', log('<trace><event></trace>'), /line 3, column \d+: it is broken XML: unexpected close tag/],
    [
      'cut off',
      log(`<trace>${event('New')}`).slice(0, -9),
      /line 3, column \d+: it is broken XML: unclosed tag/,
    ],
    ['empty', '', /it is broken XML: document must contain a root element/],
    [
      'a bomb of entities',
      bomb,
      /line 1, column \d+: it declares a document type, whose entities could be a bomb/,
    ],
    ['an unknown entity', log('<string key="a" value="&bomb;"/>'), /line 3, .*undefined entity/],
    ['nested without end', log('<string key="a" value="">'.repeat(200)), /nested more than 100 deep/],
    [
      'one endless text',
      gzipSync(`<log><string key="a" value="${'a'.repeat(40_000_000)}`),
      /line 1: it holds many million characters without a tag/,
    ],
    ['another document', '<html><body/></html>', /<html> stands where <log> should/],
    ['with a foreign element', log('<process/>'), /line 3, .*<process> is no part of a log/],
    [
      'without a value',
      log('<trace><event>\n<date key="t"/></event></trace>'),
      /line 4, .*date "t" has no value/,
    ],
    ['without a key', log('<string value="t"/>'), /<string> has no key/],
    [
      'disordered',
      log(`<trace>${event('New')}<string key="a" value="1"/></trace>`),
      /an attribute of a trace stands behind its events/,
    ],
    ['not in its encoding', Buffer.from(log(event('Gelöst')), 'latin1'), /it is not UTF-8 text/],
    ['in no known encoding', log('').replace('UTF-8', 'EBCDIC-9'), /its encoding "EBCDIC-9" is not known/],
    ['packed and cut off', packed.subarray(0, packed.length - 20), /its end is missing/],
  ])('is refused in one line with its place: %s', async (_, content, message) => {
    const error = await read(content).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(LogFormatError);
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).not.toContain('\n');
  });
});

describe('the keys of a classifier', () => {
  const globals = [
    { scope: 'event', attributes: [{ key: 'Activity code', type: 'string', value: '' } as const] },
  ];

  it.each([
    ['parted by spaces', 'concept:name  org:group', ['concept:name', 'org:group']],
    ['in quotes', "'Activity code' org:group", ['Activity code', 'org:group']],
    ['without quotes, declared by the log', 'org:group Activity code', ['org:group', 'Activity code']],
    ['none', ' ', []],
  ])('are read: %s', (_, text, keys) => {
    expect(classifierKeys(text, globals)).toEqual(keys);
  });
});

describe('plain attributes, which are taken as they stand', () => {
  const plain = (text: string): string => `<string key="a" value="${text}"/>`;

  it('are what a parser would make of them, wherever the pieces of a file end', async () => {
    const one = `${plain('x')}<int key="b" value="1" />`;
    const nested = `<string key="c" value="1">${plain('deep')}<!-- ${plain('no')} --><![CDATA[${plain('no')}]]></string>`;
    const inTrace = Array.from(
      { length: 4_000 },
      (_, index) => `<event>\n${one}${nested}${plain(`${index}`)}\r\n</event>`,
    );
    const items = await read(log(`<trace>${inTrace.join('\n')}</trace>`));
    const events = items.filter(({ kind }) => kind === 'event');
    expect(events).toHaveLength(4_000);
    for (const [index, item] of events.entries())
      expect(item).toMatchObject({
        line: 3 + 3 * index,
        attributes: [
          { key: 'a', type: 'string', value: 'x' },
          { key: 'b', type: 'int', value: '1' },
          { key: 'c', type: 'string', value: '1', children: [{ key: 'a', type: 'string', value: 'deep' }] },
          { key: 'a', type: 'string', value: `${index}` },
        ],
      });
  });

  it.each([
    ['outside of the root', plain('x'), /line 1, column \d+: .*<string> stands outside of a log/],
    ['behind the root', `${log('')}${plain('x')}`, /line 4, column \d+: it is broken XML/],
    ['in a declaration', `<!DOCTYPE log [${plain('x')}]><log/>`, /it declares a document type/],
    [
      'with a reference nobody knows',
      log(`<trace>\n\n${plain('&x;')}</trace>`),
      /line 5, column \d+: it is broken XML: undefined entity/,
    ],
    [
      'with a control character',
      log(`<trace>\n${plain('\u0001')}</trace>`),
      /line 4, column \d+: it is broken XML: disallowed character/,
    ],
    [
      'before text with a reference nobody knows',
      log(`<trace>${plain('x')}\n&x;${plain('x')}</trace>`),
      /line 4, column \d+: it is broken XML: undefined entity/,
    ],
  ])('are not taken where a parser would not: %s', async (_, content, message) => {
    await expect(read(content)).rejects.toThrow(message);
  });
});
