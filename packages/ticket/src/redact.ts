import { z } from 'zod';
import { eventSchemas, isTicketEventType } from './events.ts';
import { pii } from './pii.ts';

/** What stands where personal data was, for readers who may not see it. */
export const withheld = '[withheld]';

type Hide = (value: unknown) => unknown;

const keep: Hide = (value) => value;
const unless =
  (hide: Hide): Hide =>
  (value) =>
    value === null || value === undefined ? value : hide(value);

const hideFields = (shape: Readonly<Record<string, z.core.$ZodType>>): Hide => {
  const fields = Object.entries(shape).flatMap(([key, schema]) => {
    const hide = hiderOf(schema);
    return hide === keep ? [] : [[key, hide] as const];
  });
  if (fields.length === 0) return keep;
  return (value) => {
    const copy: Record<string, unknown> = { ...(value as Record<string, unknown>) };
    for (const [key, hide] of fields) if (key in copy) copy[key] = hide(copy[key]);
    return copy;
  };
};

/** Of alternatives, each hides its own fields and leaves those of the others alone. */
const hideAlternatives = (options: readonly z.core.$ZodType[]): Hide => {
  const hiders = options.map(hiderOf).filter((hide) => hide !== keep);
  return hiders.length === 0 ? keep : (value) => hiders.reduce((hidden, hide) => hide(hidden), value);
};

/** How to hide what a schema declares personal; `keep` when it declares nothing. The schemas are walked once. */
const hiderOf = (schema: z.core.$ZodType): Hide => {
  if (pii.has(schema)) return unless(() => withheld);
  if (schema instanceof z.ZodObject) {
    const hide = hideFields(schema.shape);
    return hide === keep ? keep : unless(hide);
  }
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) {
    return hiderOf(schema.unwrap());
  }
  if (schema instanceof z.ZodArray) {
    const hide = hiderOf(schema.element);
    return hide === keep ? keep : unless((value) => (value as readonly unknown[]).map(hide));
  }
  if (schema instanceof z.ZodDiscriminatedUnion || schema instanceof z.ZodUnion) {
    return hideAlternatives(schema.options);
  }
  return keep;
};

const hiders = new Map<string, Hide>(
  Object.entries(eventSchemas).map(([type, schema]) => [type, hiderOf(schema)]),
);

/**
 * An event's data without what its schema declares personal (law 11): for analysts, exports and logs. Pure. Data of an
 * unknown type is withheld whole.
 */
export const withoutPersonalData = (type: string, data: unknown): unknown =>
  isTicketEventType(type) ? (hiders.get(type) ?? keep)(data) : withheld;
