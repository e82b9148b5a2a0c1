import type { XesGlobals } from './model.ts';

const quoted = /'([^']*)'|(\S+)/g;

/**
 * The keys that a classifier names: parted by spaces, those that hold spaces in single quotes. Older logs do not quote them, so keys that the
 * log declares as global are looked for first. Pure.
 */
export const classifierKeys = (text: string, globals: readonly XesGlobals[]): readonly string[] => {
  if (!text.includes("'")) {
    const declared = globals.flatMap(({ attributes }) => attributes.map(({ key }) => key));
    const found = knownKeys(
      text,
      declared.filter((key) => key.includes(' ')),
    );
    if (found) return found;
  }
  return Array.from(text.matchAll(quoted), (match) => match[1] ?? match[2]!);
};

/** Splits a text with the help of keys that hold spaces; undefined when none of them occurs. */
const knownKeys = (text: string, known: readonly string[]): readonly string[] | undefined => {
  const keys: string[] = [];
  let rest = text.trim();
  let isHelped = false;
  while (rest !== '') {
    const helped = known.find((key) => rest === key || rest.startsWith(`${key} `));
    const key = helped ?? /^\S+/.exec(rest)![0];
    isHelped ||= helped !== undefined;
    keys.push(key);
    rest = rest.slice(key.length).trimStart();
  }
  return isHelped ? keys : undefined;
};
