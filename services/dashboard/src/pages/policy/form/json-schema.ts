/** What a policy is made of, as far as JSON can say it. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** The part of JSON Schema that our documents use. */
export interface Schema {
  readonly type?: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean';
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly enum?: readonly string[];
  readonly const?: string | number | boolean;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly default?: Json;
  readonly minimum?: number;
  readonly maxLength?: number;
  readonly format?: string;
}

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

/** The schema of a record's entries; undefined where the schema names its properties. Pure. */
export const entriesOf = ({ additionalProperties, properties }: Schema): Schema | undefined =>
  properties === undefined && typeof additionalProperties === 'object' ? additionalProperties : undefined;

export const variantsOf = ({ anyOf, oneOf }: Schema): readonly Schema[] | undefined => anyOf ?? oneOf;

/** Whether a value has the outline of a schema: enough to tell its variants apart. Pure. */
export const fits = (schema: Schema, value: Json | undefined): boolean => {
  if (schema.const !== undefined) return value === schema.const;
  switch (schema.type) {
    case 'object': {
      if (!isObject(value)) return false;
      const { properties = {}, required = [] } = schema;
      return (
        required.every((key) => Object.hasOwn(value, key)) &&
        Object.entries(properties).every(
          ([key, property]) => property.const === undefined || value[key] === property.const,
        )
      );
    }
    case 'array':
      return isList(value);
    case 'number':
    case 'integer':
      return typeof value === 'number';
    case 'string':
    case 'boolean':
      return typeof value === schema.type;
    case undefined:
      return true;
    default:
      return schema.type satisfies never;
  }
};

/** The smallest value that has the outline of a schema: what is added to a list, or put in where something was left out. Pure. */
export const blankOf = (schema: Schema): Json => {
  if (schema.const !== undefined) return schema.const;
  if (schema.default !== undefined) return schema.default;
  const [first] = schema.enum ?? [];
  if (first !== undefined) return first;
  const [variant] = variantsOf(schema) ?? [];
  if (variant) return blankOf(variant);
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        (schema.required ?? []).map((key) => [key, blankOf(schema.properties?.[key] ?? {})]),
      );
    case 'array':
      return (schema.minItems ?? 0) > 0 && schema.items ? [blankOf(schema.items)] : [];
    case 'number':
    case 'integer':
      return schema.minimum ?? 1;
    case 'boolean':
      return false;
    case 'string':
    case undefined:
      return '';
    default:
      return schema.type satisfies never;
  }
};

/** A place inside another (RFC 6901). Pure. */
export const inside = (pointer: string, key: string | number): string =>
  `${pointer}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** `impactMatrix` as `Impact matrix`. Pure. */
export const titleOf = (key: string): string => {
  const words = key
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll(/[-_]/g, ' ')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** How a variant is called: by the value it is told by, or by what it holds. Pure. */
export const variantTitle = (schema: Schema): string => {
  if (schema.const !== undefined) return schema.const === '*' ? 'All' : titleOf(String(schema.const));
  const { properties = {} } = schema;
  const [told] = Object.entries(properties).filter(([, property]) => property.const !== undefined);
  if (told) {
    const [key, { const: value }] = told;
    if (typeof value === 'boolean') return `${titleOf(key)}: ${value ? 'yes' : 'no'}`;
    return titleOf(String(value));
  }
  const [only] = Object.keys(properties);
  return only === undefined
    ? schema.type === 'array'
      ? 'These'
      : titleOf(schema.type ?? 'value')
    : titleOf(only);
};
