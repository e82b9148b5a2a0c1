import { readFile } from 'node:fs/promises';
import { globSync } from 'node:fs';
import { resolve } from 'node:path';
import { root } from '../root.ts';

const generated = /(^|\/)(node_modules|\.git|\.caselog|\.vitest|\.cache|dist|coverage|results)(\/|$)/;

/** Paths below `base` that match any of the patterns, sorted; what tools generate or install is left out. */
export const find = (patterns: readonly string[], base = root): string[] =>
  globSync([...patterns], { cwd: base, exclude: (path) => generated.test(path) }).toSorted();

export const read = (path: string, base = root): Promise<string> => readFile(resolve(base, path), 'utf8');

/** The folders of our packages, services and examples. */
export const members = (): string[] =>
  find(['{packages,services,examples}/*/package.json']).map((path) => path.replace('/package.json', ''));
