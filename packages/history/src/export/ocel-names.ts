import type { OcelDeclaration, OcelType } from '@caselog/log-formats';

/** The kinds of objects that tickets have to do with. */
export type ObjectKind = 'ticket' | 'requester' | 'agent' | 'team' | 'customer' | 'partner' | 'outage';

/** The id of an object: ids of people may stand for a requester and an agent both, and ids must be unique over all kinds. Pure. */
export const objectId = (kind: ObjectKind, id: string): string => `${kind}:${id}`;

/** A value of an event's data: lists stand as JSON, objects in it are told member by member. */
export type Flat = readonly [name: string, value: string | number | boolean];

/** The members of an object, those of objects in it under both names (`resolvedBy.team`); what is null is left out. Pure. */
export const flattened = (object: object, prefix = ''): readonly Flat[] =>
  Object.entries(object).flatMap(([key, value]: [string, unknown]): readonly Flat[] => {
    const name = prefix + key;
    if (value === null || value === undefined) return [];
    if (Array.isArray(value)) return [[name, JSON.stringify(value)]];
    if (typeof value === 'object') return flattened(value, `${name}.`);
    return [[name, value as string | number | boolean]];
  });

/** Data as an object, whatever may be told of it. Pure. */
export const dataMembers = (data: unknown): object =>
  typeof data === 'object' && data !== null ? data : { data };

const typeOf = (value: string | number | boolean): OcelType => {
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number') return Number.isSafeInteger(value) ? 'integer' : 'float';
  return 'string';
};

/** Collects the attributes of types from the values they take. */
export class Declarations {
  readonly #types = new Map<string, Map<string, OcelType>>();

  /** Names a type, whether it has attributes or not. */
  note(type: string, values: readonly Flat[]): void {
    const attributes = this.#types.get(type) ?? new Map<string, OcelType>();
    this.#types.set(type, attributes);
    for (const [name, value] of values) {
      const [before, now] = [attributes.get(name), typeOf(value)];
      attributes.set(name, before === undefined || before === now ? now : widest(before, now));
    }
  }

  all(): readonly OcelDeclaration[] {
    return [...this.#types].map(([name, attributes]) => ({
      name,
      attributes: [...attributes].map(([attribute, type]) => ({ name: attribute, type })),
    }));
  }
}

const isNumber = (type: OcelType): boolean => type === 'integer' || type === 'float';
const widest = (a: OcelType, b: OcelType): OcelType => (isNumber(a) && isNumber(b) ? 'float' : 'string');
