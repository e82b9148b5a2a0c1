import { opaqueIdSchema, prioritySchema } from '@caselog/ticket';
import { z } from 'zod';
import { queryInstant } from './reads.ts';

/** The formats that can be sent as they are made, with what they are on the wire; Parquet and SQLite are files of many parts: `caselog export` makes them. */
export const exportFormats = {
  xes: { mediaType: 'application/xml', extension: 'xes' },
  csv: { mediaType: 'text/csv; charset=utf-8', extension: 'csv' },
  ndjson: { mediaType: 'application/x-ndjson', extension: 'ndjson' },
  'ocel-json': { mediaType: 'application/json', extension: 'json' },
  'ocel-xml': { mediaType: 'application/xml', extension: 'xml' },
} as const;

export const exportQuerySchema = z.strictObject({
  format: z
    .enum(['xes', 'csv', 'ndjson', 'ocel-json', 'ocel-xml'])
    .meta({ description: 'As in docs/export.md; Parquet and OCEL in SQLite are for the command line.' }),
  gzip: z
    .enum(['true', 'false'])
    .optional()
    .meta({ description: 'Whether the file is packed with gzip; not packed without it.' }),
  personalData: z.enum(['told', 'withheld']).optional().meta({
    description:
      'What people wrote, addresses and raw records: withheld unless they are asked for by a role that reads them.',
  }),
  from: queryInstant.optional().meta({ description: 'Tickets opened from here on.' }),
  to: queryInstant.optional().meta({ description: 'Tickets opened before this.' }),
  priority: prioritySchema.optional().meta({ description: 'Tickets of this priority, as they stand.' }),
  team: opaqueIdSchema.optional().meta({ description: 'Tickets with this team, as they stand.' }),
});
export type ExportQuery = z.input<typeof exportQuerySchema>;

/** How an export's answer says what it holds, beside its body. The second is a list parted by commas, its words percent-encoded. */
export const exportHeaders = { position: 'caselog-position', notCarried: 'caselog-not-carried' } as const;
