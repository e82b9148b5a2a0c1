import { fileURLToPath } from 'node:url';
import type { ImportResult } from './counts.ts';
import { importLog, type ImportOptions } from './import-log.ts';
import { readMapping } from './read-mapping.ts';

export type DemonstrationOptions = Pick<
  ImportOptions,
  'store' | 'env' | 'policyVersion' | 'stagingFolder' | 'onProgress' | 'signal'
>;

const place = (name: string): string =>
  fileURLToPath(new URL(`../../../../test/data/uci-incidents/${name}`, import.meta.url));

/** Where the demonstration history comes from; to be named wherever it is shown. */
export const demonstrationSource =
  'Incident management process enriched event log: C. A. L. Amaral, M. Fantinato, S. M. Peres, UCI Machine Learning Repository, doi 10.24432/C57S4H, CC BY 4.0';

/** Imports the demonstration history: 141,712 events of 24,918 real incidents. A repeat adds nothing. @throws as importLog does */
export const importDemonstration = async (options: DemonstrationOptions): Promise<ImportResult> =>
  importLog({
    ...options,
    file: place('incident_event_log.csv.gz'),
    mapping: await readMapping(place('mapping.json')),
  });
