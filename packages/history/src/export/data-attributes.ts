import type { Attribute } from '@caselog/log-formats';
import { instantSchema } from '@caselog/ticket';

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const isInstant = (text: string): boolean => instant.test(text) && instantSchema.safeParse(text).success;

/** Marks an attribute that stands for null. */
const nothing: Attribute = { key: 'caselog:null', type: 'boolean', value: 'true' };

const numberAttribute = (key: string, value: number): Attribute =>
  Number.isSafeInteger(value)
    ? { key, type: 'int', value: String(value) }
    : { key, type: 'float', value: String(value) };

/** A value of JSON as an attribute of XES, which has no null: it is marked. Pure. `valueOf` undoes it. */
export const attributeOf = (key: string, value: unknown): Attribute => {
  if (value === null) return { key, type: 'string', value: '', children: [nothing] };
  if (typeof value === 'string') return { key, type: isInstant(value) ? 'date' : 'string', value };
  if (typeof value === 'boolean') return { key, type: 'boolean', value: String(value) };
  if (typeof value === 'number') return numberAttribute(key, value);
  if (Array.isArray(value))
    return { key, type: 'list', value: '', children: value.map((one) => attributeOf('item', one)) };
  return { key, type: 'container', value: '', children: attributesOf(value as object) };
};

/** The members of an object as attributes; those that are undefined are left out. Pure. */
export const attributesOf = (object: object): readonly Attribute[] =>
  Object.entries(object)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => attributeOf(key, value));

/** The value of JSON that was written as this attribute. Pure. */
export const valueOf = ({ type, value, children }: Attribute, keyOf: (key: string) => string): unknown => {
  switch (type) {
    case 'int':
    case 'float':
      return Number(value);
    case 'boolean':
      return value === 'true';
    case 'list':
      return (children ?? []).map((child) => valueOf(child, keyOf));
    case 'container':
      return Object.fromEntries((children ?? []).map((child) => [keyOf(child.key), valueOf(child, keyOf)]));
    case 'string':
    case 'date':
    case 'id':
      return children?.some(({ key }) => key === nothing.key) ? null : value;
    default:
      return type satisfies never;
  }
};
