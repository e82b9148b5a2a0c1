type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** One place in which two documents differ. */
export interface DocumentDifference {
  readonly kind: 'added' | 'removed' | 'changed';
  /** A JSON pointer (RFC 6901): into the later document; of what was removed, into the earlier. */
  readonly pointer: string;
  /** The same for people: an entry of a list is named by its id where it has one. */
  readonly path: readonly string[];
  readonly before?: Json;
  readonly after?: Json;
}

interface Place {
  readonly pointer: string;
  readonly path: readonly string[];
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
const isObject = (value: Json): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !isList(value);

const inside = ({ pointer, path }: Place, key: string | number, name: string): Place => ({
  pointer: `${pointer}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`,
  path: [...path, name],
});

/** What tells an entry of a list from the others: its id, or the channel it describes. */
const nameOf = (entry: Json): string | undefined => {
  if (!isObject(entry)) return undefined;
  const name = entry['id'] ?? entry['channel'];
  return typeof name === 'string' ? name : undefined;
};

/** Lists whose entries all have a name, each once, are compared by it: one that was put in shifts no other. */
const byName = (list: readonly Json[]): ReadonlyMap<string, number> | undefined => {
  const places = new Map<string, number>();
  for (const [index, entry] of list.entries()) {
    const name = nameOf(entry);
    if (name === undefined || places.has(name)) return undefined;
    places.set(name, index);
  }
  return places;
};

const isSame = (a: Json | undefined, b: Json | undefined): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Rows without a name are compared by their place, once those that are the same before and behind are set aside. */
const byPlace = (
  before: readonly Json[],
  after: readonly Json[],
  place: Place,
): readonly DocumentDifference[] => {
  const shortest = Math.min(before.length, after.length);
  let head = 0;
  while (head < shortest && isSame(before[head], after[head])) head += 1;
  let tail = 0;
  while (tail < shortest - head && isSame(before.at(-1 - tail), after.at(-1 - tail))) tail += 1;
  const [old, young] = [before.slice(head, before.length - tail), after.slice(head, after.length - tail)];
  return Array.from({ length: Math.max(old.length, young.length) }, (_, index) =>
    compare(old[index], young[index], inside(place, head + index, String(head + index + 1))),
  ).flat();
};

const inLists = (
  before: readonly Json[],
  after: readonly Json[],
  place: Place,
): readonly DocumentDifference[] => {
  const [old, young] = [byName(before), byName(after)];
  if (!old || !young) return byPlace(before, after, place);
  const names = [...new Set([...old.keys(), ...young.keys()])];
  return names.flatMap((name) => {
    const [from, to] = [old.get(name), young.get(name)];
    return compare(
      from === undefined ? undefined : before[from],
      to === undefined ? undefined : after[to],
      inside(place, to ?? from ?? 0, name),
    );
  });
};

const compare = (
  before: Json | undefined,
  after: Json | undefined,
  place: Place,
): readonly DocumentDifference[] => {
  if (before === undefined && after === undefined) return [];
  if (before === undefined) return [{ kind: 'added', ...place, after: after! }];
  if (after === undefined) return [{ kind: 'removed', ...place, before }];
  if (isList(before) && isList(after)) return inLists(before, after, place);
  if (isObject(before) && isObject(after))
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
      compare(before[key], after[key], inside(place, key, key)),
    );
  return before === after ? [] : [{ kind: 'changed', ...place, before, after }];
};

/** Every place in which two policy documents differ, by path; empty when they are the same. Pure. */
export const documentDifferences = (before: object, after: object): readonly DocumentDifference[] =>
  compare(JSON.parse(JSON.stringify(before)) as Json, JSON.parse(JSON.stringify(after)) as Json, {
    pointer: '',
    path: [],
  });
