/** The types of OCEL 2.0. */
export const ocelTypes = ['string', 'time', 'integer', 'float', 'boolean'] as const;
export type OcelType = (typeof ocelTypes)[number];

/** A type of events or objects, and the attributes that its members may have. */
export interface OcelDeclaration {
  readonly name: string;
  readonly attributes: readonly { readonly name: string; readonly type: OcelType }[];
}

/** That something has to do with an object, and how. */
export interface OcelRelation {
  readonly objectId: string;
  readonly qualifier: string;
}

/** Values are kept as text; times are ISO 8601. */
export interface OcelEvent {
  readonly id: string;
  readonly type: string;
  readonly time: string;
  readonly attributes: readonly { readonly name: string; readonly value: string }[];
  readonly relations: readonly OcelRelation[];
}

/** A value that an attribute took at some time; what holds from the beginning does so since 1970. */
export interface OcelChange {
  readonly name: string;
  readonly time: string;
  readonly value: string;
}

export interface OcelObject {
  readonly id: string;
  readonly type: string;
  /** Every value that an attribute ever took. */
  readonly attributes: readonly OcelChange[];
  readonly relations: readonly OcelRelation[];
}

/** A log as it is read, piece by piece, in the order of its file. */
export type OcelItem =
  | { readonly kind: 'event-type' | 'object-type'; readonly declaration: OcelDeclaration }
  | { readonly kind: 'object'; readonly object: OcelObject }
  | { readonly kind: 'event'; readonly event: OcelEvent };

/** Since when an attribute has a value that it had from the beginning. Source: OCEL 2.0, section 4. */
export const ocelBeginning = '1970-01-01T00:00:00.000Z';
