import type { ReadOptions } from '../bytes.ts';
import { LogFormatError } from '../errors.ts';
import { readJsonElements, type JsonElement } from './json-elements.ts';
import {
  ocelBeginning,
  ocelTypes,
  type OcelDeclaration,
  type OcelItem,
  type OcelRelation,
  type OcelType,
} from './model.ts';

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
const listOf = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.map(fieldsOf) : []);
/** Values may stand as JSON has them; the schema of the standard asks for texts. */
const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? '');

class Missing extends Error {
  override readonly name = 'Missing';
}

const needed = (fields: Fields, name: string): string => {
  const value = fields[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new Missing(`its ${name} is missing`);
};

const typeOf = (fields: Fields): OcelType => {
  const found = ocelTypes.find((type) => type === fields.type);
  if (!found) throw new Missing(`${textOf(fields.type)} is no type of an attribute`);
  return found;
};

const declarationOf = (fields: Fields): OcelDeclaration => ({
  name: needed(fields, 'name'),
  attributes: listOf(fields.attributes).map((one) => ({ name: needed(one, 'name'), type: typeOf(one) })),
});

const relationsOf = (fields: Fields): readonly OcelRelation[] =>
  listOf(fields.relationships).map((one) => ({
    objectId: needed(one, 'objectId'),
    qualifier: textOf(one.qualifier ?? ''),
  }));

const itemOf = (list: string, fields: Fields): OcelItem | undefined => {
  switch (list) {
    case 'eventTypes':
      return { kind: 'event-type', declaration: declarationOf(fields) };
    case 'objectTypes':
      return { kind: 'object-type', declaration: declarationOf(fields) };
    case 'events':
      return {
        kind: 'event',
        event: {
          id: needed(fields, 'id'),
          type: needed(fields, 'type'),
          time: needed(fields, 'time'),
          attributes: listOf(fields.attributes).map((one) => ({
            name: needed(one, 'name'),
            value: textOf(one.value),
          })),
          relations: relationsOf(fields),
        },
      };
    case 'objects':
      return {
        kind: 'object',
        object: {
          id: needed(fields, 'id'),
          type: needed(fields, 'type'),
          attributes: listOf(fields.attributes).map((one) => ({
            name: needed(one, 'name'),
            time: typeof one.time === 'string' ? one.time : ocelBeginning,
            value: textOf(one.value),
          })),
          relations: relationsOf(fields),
        },
      };
    default:
      return undefined;
  }
};

const parsed = (file: string, { list, text, line }: JsonElement): OcelItem | undefined => {
  try {
    return itemOf(list, fieldsOf(JSON.parse(text)));
  } catch (cause) {
    const reason =
      cause instanceof Missing ? cause.message : `it is broken JSON: ${(cause as Error).message}`;
    throw new LogFormatError(file, `an element of ${list}: ${reason}`, `line ${line}`, { cause });
  }
};

/**
 * Reads an OCEL 2.0 log from JSON, packed with gzip or not, in batches. Holds one piece of the file at a time; members that the standard does not
 * name are passed over. Not pure: reads the file. @throws LogFormatError with the line, and the signal's reason
 */
export async function* readOcelJson(
  file: string,
  options: ReadOptions = {},
): AsyncGenerator<readonly OcelItem[]> {
  for await (const elements of readJsonElements(file, options))
    yield elements.map((element) => parsed(file, element)).filter((item) => item !== undefined);
}
