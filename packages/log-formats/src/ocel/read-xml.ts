import type { ReadOptions } from '../bytes.ts';
import { Misplaced, parseXml } from '../xml.ts';
import {
  ocelBeginning,
  ocelTypes,
  type OcelChange,
  type OcelDeclaration,
  type OcelItem,
  type OcelRelation,
  type OcelType,
} from './model.ts';

type Given = Readonly<Record<string, string>>;

/** What is being read: a type, an event or an object. */
interface Subject {
  readonly element: string;
  readonly given: Given;
  readonly declared: { name: string; type: OcelType }[];
  readonly attributes: OcelChange[];
  readonly relations: OcelRelation[];
}

const needed = (given: Given, element: string, name: string): string => {
  const value = given[name];
  if (value === undefined || value === '') throw new Misplaced(`<${element}> has no ${name}`);
  return value;
};

const subjects = new Set(['event-type', 'object-type', 'event', 'object']);
const lists = new Set(['object-types', 'event-types', 'objects', 'events', 'attributes']);

/** Turns the elements of an OCEL file into items. A push parser: `items` is taken away by whoever drives it. */
class OcelBuilder {
  items: OcelItem[] = [];
  #hasRoot = false;
  #subject: Subject | undefined;
  /** The attribute whose value is being read. */
  #attribute: { readonly given: Given; value: string } | undefined;
  /** How many relations that are written as elements `object` are open. */
  #openRelations = 0;

  readonly open = (name: string, given: Given): void => {
    if (!this.#hasRoot) {
      if (name !== 'log') throw new Misplaced(`<${name}> stands where <log> should`);
      this.#hasRoot = true;
    } else if (this.#subject && (name === 'relationship' || name === 'object')) {
      if (name === 'object') this.#openRelations += 1;
      this.#subject.relations.push({
        objectId: needed(given, name, 'object-id'),
        // The standard's own example says `relationship`, its schema `qualifier`.
        qualifier: given.qualifier ?? given.relationship ?? '',
      });
    } else if (subjects.has(name)) this.#begin(name, given);
    else if (name === 'attribute' && this.#subject) this.#attribute = { given, value: '' };
    else if (!lists.has(name)) throw new Misplaced(`<${name}> is no part of a log`);
  };

  readonly text = (text: string): void => {
    if (this.#attribute) this.#attribute.value += text;
  };

  readonly close = (name: string): void => {
    if (name === 'attribute') this.#endAttribute();
    else if (this.#subject?.element === name && !this.#isRelation(name)) this.#end(this.#subject);
  };

  #isRelation(name: string): boolean {
    if (name !== 'object' || this.#openRelations === 0) return false;
    this.#openRelations -= 1;
    return true;
  }

  #begin(element: string, given: Given): void {
    if (this.#subject) throw new Misplaced(`<${element}> stands inside <${this.#subject.element}>`);
    this.#subject = { element, given, declared: [], attributes: [], relations: [] };
  }

  #endAttribute(): void {
    const { given, value } = this.#attribute!;
    const { element, declared, attributes } = this.#subject!;
    this.#attribute = undefined;
    const name = needed(given, 'attribute', 'name');
    if (!element.endsWith('-type')) {
      attributes.push({ name, value, time: given.time ?? ocelBeginning });
      return;
    }
    const type = ocelTypes.find((one) => one === given.type);
    if (!type) throw new Misplaced(`${JSON.stringify(given.type)} is no type of an attribute`);
    declared.push({ name, type });
  }

  #end({ element, given, declared, attributes, relations }: Subject): void {
    this.#subject = undefined;
    if (element === 'event-type' || element === 'object-type') {
      const declaration: OcelDeclaration = { name: needed(given, element, 'name'), attributes: declared };
      this.items.push({ kind: element, declaration });
      return;
    }
    const named = { id: needed(given, element, 'id'), type: needed(given, element, 'type'), relations };
    if (element === 'object') this.items.push({ kind: 'object', object: { ...named, attributes } });
    else
      this.items.push({
        kind: 'event',
        event: {
          ...named,
          time: needed(given, element, 'time'),
          attributes: attributes.map(({ name, value }) => ({ name, value })),
        },
      });
  }
}

/**
 * Reads an OCEL 2.0 log from XML, packed with gzip or not, in batches. Holds one piece of the file at a time. Not pure: reads the file.
 * @throws LogFormatError with line and column where the XML is broken, could be a bomb or is no log
 */
export async function* readOcelXml(
  file: string,
  options: ReadOptions = {},
): AsyncGenerator<readonly OcelItem[]> {
  const builder = new OcelBuilder();
  for await (const _ of parseXml(file, builder, options)) {
    const { items } = builder;
    builder.items = [];
    yield items;
  }
}
