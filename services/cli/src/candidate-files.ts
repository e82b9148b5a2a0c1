import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { candidatePolicy } from '@caselog/history';
import { InvalidPolicyError, type Policy } from '@caselog/policy';
import { UsageError } from '@caselog/process';
import {
  compileVariant,
  restoreChart,
  UncompilableChartError,
  type ChartRecord,
  type CompiledChart,
} from '@caselog/ticket';

const readJson = async (file: string): Promise<unknown> => {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    if (cause instanceof SyntaxError) throw new UsageError(`${file} is no JSON: ${cause.message}`, { cause });
    if (cause instanceof Error && 'code' in cause)
      throw new UsageError(`${file} cannot be read (${String(cause.code)})`, { cause });
    throw cause;
  }
};

export interface CandidateFiles {
  readonly policy?: string;
  readonly calendar: readonly string[];
}

/** The policy that files describe. @throws UsageError that names the file, and every fault by its path */
export const readCandidate = async (base: Policy, { policy, calendar }: CandidateFiles): Promise<Policy> => {
  const document = policy === undefined ? undefined : await readJson(policy);
  const calendars = await Promise.all(calendar.map(readJson));
  try {
    return candidatePolicy({ base, document, calendars });
  } catch (cause) {
    if (!(cause instanceof InvalidPolicyError)) throw cause;
    const faults = cause.faults.map(({ path, message }) => `  ${path}: ${message}`);
    throw new UsageError([`${policy ?? calendar.join(', ')} is refused:`, ...faults].join('\n'), { cause });
  }
};

const compiledFrom = async (file: string): Promise<CompiledChart> => {
  if (file.endsWith('.json')) return restoreChart((await readJson(file)) as ChartRecord);
  const module = (await import(pathToFileURL(resolve(file)).href)) as { readonly default?: unknown };
  if (module.default === undefined) throw new UncompilableChartError('it has no default export');
  return compileVariant(module.default);
};

/**
 * The chart that a file describes: a recorded chart (`.json`), or a module whose default export is a machine or a function that edits this
 * program's configuration. @throws UsageError with the reason where it cannot be compiled
 */
export const readChart = async (file: string): Promise<CompiledChart> => {
  try {
    return await compiledFrom(file);
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`${file}: ${reason}`, { cause });
  }
};
