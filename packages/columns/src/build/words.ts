/**
 * The lists by whose places rows name things, as plain data: a thread that reads a ledger is told them and need not load chart and schemas,
 * which takes longer than to read some hundred thousand events.
 */
export interface Words {
  readonly eventTypes: readonly string[];
  /** The current version of the shape of each type. */
  readonly schemaVersions: readonly number[];
  readonly priorities: readonly string[];
  readonly channels: readonly string[];
  readonly targets: readonly string[];
  readonly links: readonly string[];
  readonly outcomes: readonly string[];
}
