export { importLog, type ImportOptions, type ImportProgress } from './import-log.ts';
export { asksForPseudonyms, parseMapping, type Mapping } from './mapping.ts';
export { readMapping } from './read-mapping.ts';
export { demonstrationSource, importDemonstration, type DemonstrationOptions } from './demonstration.ts';
export type { ImportResult } from './counts.ts';
export type { UnparsableRow } from './stage-log.ts';
export * from './errors.ts';
export { importOwnLog, type OwnImport } from './own/import-own.ts';
