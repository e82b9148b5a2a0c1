import { z } from 'zod';
import { spaced } from '../words/events.ts';

interface Base {
  readonly name: string;
  readonly label: string;
  readonly isRequired: boolean;
  /** Empty means null, said out loud. */
  readonly isNullable: boolean;
}

/** A place in a form for one value of a command. */
export type Field =
  | (Base & { readonly kind: 'text'; readonly isLong: boolean; readonly maxLength: number | undefined })
  | (Base & { readonly kind: 'choice'; readonly options: readonly string[] })
  | (Base & { readonly kind: 'flag' })
  | (Base & { readonly kind: 'number'; readonly min: number | undefined; readonly max: number | undefined })
  | (Base & { readonly kind: 'group'; readonly fields: readonly Field[] })
  | (Base & { readonly kind: 'list'; readonly item: Field })
  | (Base & { readonly kind: 'variants'; readonly tag: string; readonly variants: readonly Variant[] })
  /** What has no better place: written as JSON. */
  | (Base & { readonly kind: 'json' });

interface Variant {
  readonly value: string;
  readonly label: string;
  readonly fields: readonly Field[];
}

type Json = z.core.JSONSchema.BaseSchema;

const longFrom = 300;

const objectOf = (value: unknown): Json | undefined =>
  typeof value === 'object' && value !== null ? (value as Json) : undefined;

const propertiesOf = (schema: Json, without?: string): readonly Field[] =>
  Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const one = objectOf(property);
    return one === undefined || name === without
      ? []
      : [fieldOf(name, one, schema.required?.includes(name) ?? false)];
  });

/** The property that tells the variants of a union apart: a constant in each. Pure. */
const tagOf = (variants: readonly Json[]): string | undefined =>
  Object.keys(variants[0]?.properties ?? {}).find((name) =>
    variants.every(({ properties }) => objectOf(properties?.[name])?.const !== undefined),
  );

const unionOf = (base: Base, schema: Json): Field | undefined => {
  const members = (schema.oneOf ?? schema.anyOf ?? []).map(objectOf).filter((each) => each !== undefined);
  if (members.length === 0) return undefined;
  const real = members.filter(({ type }) => type !== 'null');
  if (real.length === 1 && real[0]) {
    const field = fieldOf(base.name, real[0], base.isRequired);
    return { ...field, isNullable: members.length > 1 };
  }
  const tag = tagOf(real);
  if (tag === undefined) return { ...base, kind: 'json' };
  const variants = real.map((variant) => {
    const value = String(objectOf(variant.properties?.[tag])?.const);
    return { value, label: spaced(value), fields: propertiesOf(variant, tag) };
  });
  return { ...base, kind: 'variants', tag, variants };
};

const scalarOf = (base: Base, schema: Json): Field => {
  const { type, maxLength, minimum, maximum } = schema;
  if (schema.enum) return { ...base, kind: 'choice', options: schema.enum.map(String) };
  if (schema.const !== undefined) return { ...base, kind: 'choice', options: [String(schema.const)] };
  if (type === 'boolean') return { ...base, kind: 'flag' };
  if (type === 'integer' || type === 'number') return { ...base, kind: 'number', min: minimum, max: maximum };
  if (type === 'string') return { ...base, kind: 'text', isLong: (maxLength ?? 0) > longFrom, maxLength };
  return { ...base, kind: 'json' };
};

const fieldOf = (name: string, schema: Json, isRequired: boolean): Field => {
  const base: Base = {
    name,
    label: spaced(name),
    isRequired: isRequired && schema.default === undefined,
    isNullable: false,
  };
  const union = unionOf(base, schema);
  if (union) return union;
  if (schema.type === 'array') {
    const item = objectOf(schema.items);
    return item ? { ...base, kind: 'list', item: fieldOf('item', item, true) } : { ...base, kind: 'json' };
  }
  if (schema.type === 'object')
    return schema.properties
      ? { ...base, kind: 'group', fields: propertiesOf(schema) }
      : { ...base, kind: 'json' };
  return scalarOf(base, schema);
};

/** The form of a command, from the schema its data are checked by. Pure. */
export const fieldsOf = (schema: z.ZodType): readonly Field[] => {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const whole = fieldOf('', json, true);
  return whole.kind === 'group' ? whole.fields : [whole];
};
