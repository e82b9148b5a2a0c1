import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Ajv } from 'ajv';
import addFormatsModule from 'ajv-formats';
import { root } from '../root.ts';
import { requireDebianPackages } from './debian.ts';

const run = promisify(execFile);
const schemas = join(root, 'packages/log-formats/test/schemas');
// The package is CommonJS, whose default export stands one level deeper.
const addFormats = addFormatsModule.default;

/** What xmllint says against a log, empty when it is valid. @throws when the validator cannot be had */
const xmlFaults = async (schema: string, file: string): Promise<string> => {
  await requireDebianPackages(['libxml2-utils']);
  try {
    await run('xmllint', ['--huge', '--noout', '--schema', join(schemas, schema), file], {
      maxBuffer: 64 * 1024 * 1024,
    });
    return '';
  } catch (error) {
    return String((error as { stderr: unknown }).stderr)
      .split('\n')
      .slice(0, 5)
      .join('\n');
  }
};

/** What is wrong with a file by the schema of XES; empty when it is valid. */
export const xesFaults = (file: string): Promise<string> => xmlFaults('xes.xsd', file);

/** What is wrong with a file by the XML schema of OCEL 2.0; empty when it is valid. */
export const ocelXmlFaults = (file: string): Promise<string> => xmlFaults('ocel.xsd', file);

/** What is wrong with a file by the JSON schema of OCEL 2.0; empty when it is valid. */
export const ocelJsonFaults = async (file: string): Promise<string> => {
  const ajv = new Ajv({ allErrors: false });
  addFormats(ajv);
  const schema = JSON.parse(await readFile(join(schemas, 'ocel.schema.json'), 'utf8')) as object;
  const isValid = ajv.validate(schema, JSON.parse(await readFile(file, 'utf8')));
  return isValid ? '' : ajv.errorsText();
};
