import type { z } from 'zod';

/** Why a command on a register is not taken. Nothing personal stands in the message. */
export interface RegisterRefusal {
  readonly reason: 'unknown' | 'already-registered' | 'forbidden';
  readonly message: string;
}

/** Events to record (none: it is so already), or why not. */
export type RegisterDecision<Event> =
  { readonly events: readonly Event[] } | { readonly refusal: RegisterRefusal };

export const refuse = (
  reason: RegisterRefusal['reason'],
  message: string,
): { readonly refusal: RegisterRefusal } => ({
  refusal: { reason, message },
});

export type Schemas = Readonly<Record<string, z.ZodType>>;

/** The union of `{ type, data }` that a map of schemas describes. */
export type Tagged<Map extends Schemas> = {
  [Type in keyof Map & string]: { readonly type: Type; readonly data: z.output<Map[Type]> };
}[keyof Map & string];

/** The registry a codec is made from, one entry per event type, all in version 1. Pure. */
export const registryOf = (schemas: Schemas) =>
  Object.entries(schemas).map(([type, schema]) => ({
    type,
    schemaVersion: 1,
    parse: (data: unknown): unknown => schema.parse(data),
  }));
