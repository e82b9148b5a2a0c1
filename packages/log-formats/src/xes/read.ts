import { attributeTypes, isComposite, type Attribute, type AttributeType } from '../attributes.ts';
import type { ReadOptions } from '../bytes.ts';
import type { PlainElements } from '../xml-feed.ts';
import { Misplaced, parseXml } from '../xml.ts';
import { classifierKeys } from './classifier.ts';
import type { XesClassifier, XesExtension, XesGlobals, XesItem } from './model.ts';

/** An attribute whose element is still open. */
interface Open {
  key: string;
  type: AttributeType;
  value: string;
  children: Attribute[] | undefined;
}

/** Whose attributes are being read. */
type Scope = 'log' | 'global' | 'trace' | 'event';

const types = new Set<string>(attributeTypes);

/**
 * An attribute on a line of its own, as nearly all are written: without references, whose meaning the parser knows, and without control characters,
 * which it refuses.
 */
const plainAttribute =
  // oxlint-disable-next-line no-control-regex
  /<(string|date|int|float|boolean|id) key="([^"<&\u0000-\u001F]*)" value="([^"<&\u0000-\u001F]*)" ?\/>/y;

/** Turns the elements of an XES file into items. A push parser: `items` is taken away by whoever drives it. */
class XesBuilder {
  items: XesItem[] = [];
  #hasRoot = false;
  #isHeadTold = false;
  #version = '';
  #features = '';
  readonly #extensions: XesExtension[] = [];
  readonly #globals: XesGlobals[] = [];
  readonly #classifiers: XesClassifier[] = [];
  readonly #logAttributes: Attribute[] = [];
  /** The elements that hold attributes, the innermost last. */
  readonly #scopes: Scope[] = [];
  readonly #open: Open[] = [];
  #attributes: Attribute[] = [];
  #globalScope = '';
  #eventLine = 0;
  #trace: { readonly line: number; readonly attributes: Attribute[]; told: boolean } | undefined;

  readonly plain: PlainElements = {
    pattern: plainAttribute,
    take: ([, type, key, value]) => this.#take({ key: key!, type: type as AttributeType, value: value! }),
  };

  readonly open = (name: string, given: Readonly<Record<string, string>>, line: number): void => {
    if (types.has(name)) return this.#openAttribute(name as AttributeType, given);
    if (name === 'values') return;
    if (!this.#hasRoot) return this.#openLog(name, given);
    if (this.#open.length > 0) throw new Misplaced(`<${name}> stands inside an attribute`);
    switch (name) {
      case 'event':
        return this.#openEvent(line);
      case 'trace':
        return this.#openTrace(line);
      case 'extension':
        this.#extensions.push({ name: given.name ?? '', prefix: given.prefix ?? '', uri: given.uri ?? '' });
        return undefined;
      case 'classifier':
        return this.#takeClassifier(given);
      case 'global':
        this.#scopes.push('global');
        this.#globalScope = given.scope ?? 'event';
        this.#attributes = [];
        return undefined;
      default:
        throw new Misplaced(`<${name}> is no part of a log`);
    }
  };

  readonly close = (name: string): void => {
    if (types.has(name)) return this.#closeAttribute();
    switch (name) {
      case 'event':
        this.items.push({
          kind: 'event',
          line: this.#eventLine,
          attributes: this.#attributes,
          inTrace: this.#trace !== undefined,
        });
        this.#scopes.pop();
        return undefined;
      case 'trace':
        this.#tellTrace();
        this.#trace = undefined;
        this.#scopes.pop();
        return undefined;
      case 'global':
        this.#globals.push({ scope: this.#globalScope, attributes: this.#attributes });
        this.#scopes.pop();
        return undefined;
      case 'log':
        return this.#tellHead();
      default:
        return undefined;
    }
  };

  #openLog(name: string, given: Readonly<Record<string, string>>): void {
    if (name !== 'log') throw new Misplaced(`<${name}> stands where <log> should`);
    this.#hasRoot = true;
    this.#version = given['xes.version'] ?? '';
    this.#features = given['xes.features'] ?? '';
    this.#scopes.push('log');
  }

  #openTrace(line: number): void {
    if (this.#scopes.length !== 1) throw new Misplaced('a trace stands inside another element');
    this.#tellHead();
    this.#scopes.push('trace');
    this.#trace = { line, attributes: [], told: false };
  }

  #openEvent(line: number): void {
    const scope = this.#scopes.at(-1);
    if (scope !== 'trace' && scope !== 'log') throw new Misplaced('an event stands inside another event');
    this.#tellHead();
    this.#tellTrace();
    this.#scopes.push('event');
    this.#attributes = [];
    this.#eventLine = line;
  }

  #takeClassifier(given: Readonly<Record<string, string>>): void {
    this.#classifiers.push({
      name: given.name ?? '',
      scope: given.scope ?? 'event',
      keys: classifierKeys(given.keys ?? '', this.#globals),
    });
  }

  #openAttribute(type: AttributeType, given: Readonly<Record<string, string>>): void {
    const { key, value } = given;
    if (this.#scopes.length === 0) throw new Misplaced(`<${type}> stands outside of a log`);
    if (key === undefined) throw new Misplaced(`<${type}> has no key`);
    if (value === undefined && !isComposite(type))
      throw new Misplaced(`${type} ${JSON.stringify(key)} has no value`);
    this.#open.push({ key, type, value: value ?? '', children: undefined });
  }

  #closeAttribute(): void {
    const { key, type, value, children } = this.#open.pop()!;
    this.#take(children === undefined ? { key, type, value } : { key, type, value, children });
  }

  #take(attribute: Attribute): void {
    const parent = this.#open.at(-1);
    if (parent) (parent.children ??= []).push(attribute);
    else this.#holder().push(attribute);
  }

  #holder(): Attribute[] {
    switch (this.#scopes.at(-1)) {
      case 'event':
      case 'global':
        return this.#attributes;
      case 'trace':
        if (this.#trace!.told) throw new Misplaced('an attribute of a trace stands behind its events');
        return this.#trace!.attributes;
      case 'log':
      case undefined:
        if (this.#isHeadTold) throw new Misplaced('an attribute of the log stands behind its traces');
        return this.#logAttributes;
      default:
        throw new Misplaced('an attribute stands where none can');
    }
  }

  #tellHead(): void {
    if (this.#isHeadTold) return;
    this.#isHeadTold = true;
    this.items.push({
      kind: 'head',
      head: {
        version: this.#version,
        features: this.#features,
        extensions: this.#extensions,
        globals: this.#globals,
        classifiers: this.#classifiers,
        attributes: this.#logAttributes,
      },
    });
  }

  #tellTrace(): void {
    if (!this.#trace || this.#trace.told) return;
    this.#trace.told = true;
    this.items.push({ kind: 'trace', line: this.#trace.line, attributes: this.#trace.attributes });
  }
}

/**
 * Reads an XES log (IEEE 1849-2023 and the older versions), packed with gzip or not, in batches: its head, then each trace followed by its
 * events. Holds one piece of the file and one event at a time. Not pure: reads the file. Values are not judged, only kept.
 * @throws LogFormatError with line and column where the XML is broken, could be a bomb or is no log
 */
export async function* readXes(file: string, options: ReadOptions = {}): AsyncGenerator<readonly XesItem[]> {
  const builder = new XesBuilder();
  for await (const _ of parseXml(file, builder, options)) {
    if (builder.items.length === 0) continue;
    const { items } = builder;
    builder.items = [];
    yield items;
  }
}
