/** Writes the tables into docs/sql.md. */
import { readFile, writeFile } from 'node:fs/promises';
import { documentTables } from '../src/document.ts';

const path = new URL('../../../docs/sql.md', import.meta.url);
await writeFile(path, documentTables(await readFile(path, 'utf8')));
