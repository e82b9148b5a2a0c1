/** The types of XES; OCEL has those of single values, but for `id`. */
export const attributeTypes = [
  'string',
  'date',
  'int',
  'float',
  'boolean',
  'id',
  'list',
  'container',
] as const;
export type AttributeType = (typeof attributeTypes)[number];

/**
 * An attribute of a log, a trace or an event. Its value is kept as text exactly as it stands, so that offsets, leading zeros and long numbers
 * survive a round trip; a list or a container has none.
 */
export interface Attribute {
  readonly key: string;
  readonly type: AttributeType;
  readonly value: string;
  /** Attributes of the attribute; what a list or a container holds. */
  readonly children?: readonly Attribute[] | undefined;
}

/** Whether a type has no value of its own. Pure. */
export const isComposite = (type: AttributeType): boolean => type === 'list' || type === 'container';
