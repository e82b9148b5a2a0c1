import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { madeAside } from '@caselog/log-formats';
import { tables } from './tables/index.ts';
import { withDatabase } from './warehouse.ts';

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const orders: Readonly<Record<string, string>> = { events: 'position', transitions: 'position' };

/** What a folder says of itself. */
export interface ParquetManifest {
  readonly position: number;
  readonly personalData: 'told' | 'withheld';
  readonly tables: readonly {
    readonly name: string;
    readonly file: string;
    readonly rows: number;
    readonly doc: string;
    readonly columns: Readonly<Record<string, string>>;
  }[];
}

/** A folder that is to be made is there already. */
class FolderExistsError extends Error {
  override readonly name = 'FolderExistsError';
  constructor(folder: string) {
    super(`${folder}: there is something already; name a new folder`);
  }
}

/**
 * Writes every table of a warehouse into a folder as Parquet, with a manifest that says what they hold: whole or not at all. The folder must not be
 * there yet. Not pure. @throws FolderExistsError, what the file system says
 */
export const writeParquetFolder = async (
  warehouse: string,
  folder: string,
  about: Pick<ParquetManifest, 'position' | 'personalData'>,
): Promise<ParquetManifest> => {
  if (existsSync(folder)) throw new FolderExistsError(folder);
  return madeAside(folder, async (aside) => {
    await mkdir(aside, { recursive: true });
    const written: ParquetManifest['tables'][number][] = [];
    await withDatabase(warehouse, { access_mode: 'READ_ONLY' }, async (connection) => {
      for (const { name, doc, columns } of tables) {
        const file = `${name}.parquet`;
        const order = orders[name] ?? 'ticket_id';
        const { rowsChanged } = await connection.run(
          `copy (select * from ${name} order by ${order}) to ${literal(join(aside, file))} (format parquet, compression zstd)`,
        );
        const documented = Object.fromEntries(columns.map((column) => [column.name, column.doc]));
        written.push({ name, file, rows: rowsChanged, doc, columns: documented });
      }
    });
    const manifest = { ...about, tables: written };
    await writeFile(join(aside, 'manifest.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
    return manifest;
  });
};
