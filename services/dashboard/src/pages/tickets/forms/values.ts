import type { Field } from './fields.ts';

/** What stands in a form: texts as they were typed, parts by their names. */
export type Value = string | boolean | readonly Value[] | { readonly [name: string]: Value };
export type Values = Readonly<Record<string, Value>>;

const isValues = (value: Value | undefined): value is Values =>
  typeof value === 'object' && !Array.isArray(value);

/** A form before anything is typed; `known` is what the ticket tells already. Pure. */
export const emptyValue = (field: Field, known?: unknown): Value => {
  switch (field.kind) {
    case 'flag':
      return known === true;
    case 'group':
      return emptyValues(field.fields, known);
    case 'list':
      return Array.isArray(known) ? known.map((each) => emptyValue(field.item, each)) : [];
    case 'variants':
      return { [field.tag]: '' };
    default:
      return typeof known === 'string' || typeof known === 'number' ? String(known) : '';
  }
};

export const emptyValues = (fields: readonly Field[], known: unknown = {}): Values => {
  const told = typeof known === 'object' && known !== null ? (known as Record<string, unknown>) : {};
  return Object.fromEntries(fields.map((field) => [field.name, emptyValue(field, told[field.name])]));
};

const isBlank = (data: unknown): boolean =>
  data === undefined ||
  (typeof data === 'object' && data !== null && !Array.isArray(data) && Object.values(data).every(isBlank));

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
};

const dataOfVariant = (field: Extract<Field, { kind: 'variants' }>, value: Value): unknown => {
  const values = isValues(value) ? value : {};
  const chosen = values[field.tag];
  const variant = field.variants.find((each) => each.value === chosen);
  return variant && { [field.tag]: chosen, ...(dataOf(variant.fields, values) as object) };
};

const dataOfField = (field: Field, value: Value | undefined): unknown => {
  switch (field.kind) {
    case 'flag':
      return value === true ? true : field.isRequired ? false : undefined;
    case 'group': {
      const data = dataOf(field.fields, isValues(value) ? value : {});
      return !field.isRequired && isBlank(data) ? undefined : data;
    }
    case 'list':
      return Array.isArray(value) ? value.map((each: Value) => dataOfField(field.item, each)) : [];
    case 'variants':
      return dataOfVariant(field, value ?? {});
    default: {
      const text = typeof value === 'string' ? value : '';
      if (text.trim() === '') return field.isNullable ? null : undefined;
      if (field.kind === 'number') return Number(text);
      return field.kind === 'json' ? jsonOf(text) : text;
    }
  }
};

/** A command's data as a form holds them; what is left empty is left out. The schema checks them afterwards. Pure. */
export const dataOf = (fields: readonly Field[], values: Values): unknown =>
  Object.fromEntries(
    fields.flatMap((field) => {
      const data = dataOfField(field, values[field.name]);
      return data === undefined ? [] : [[field.name, data]];
    }),
  );
