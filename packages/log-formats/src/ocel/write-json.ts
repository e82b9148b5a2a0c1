import type { Output } from '../output.ts';
import type { OcelItem } from './model.ts';

/** The lists of the document, in the order in which they are written. */
const lists = ['objectTypes', 'eventTypes', 'objects', 'events'] as const;
type List = (typeof lists)[number];

const placed = (item: OcelItem): readonly [List, unknown] => {
  switch (item.kind) {
    case 'object-type':
      return ['objectTypes', item.declaration];
    case 'event-type':
      return ['eventTypes', item.declaration];
    case 'object': {
      const { relations, ...object } = item.object;
      return ['objects', { ...object, relationships: relations }];
    }
    case 'event': {
      const { relations, ...event } = item.event;
      return ['events', { ...event, relationships: relations }];
    }
    default:
      return item satisfies never;
  }
};

/**
 * Writes an OCEL 2.0 log as JSON, one element a line. Items come in the order of the standard's XML: object types, event types, objects, events.
 * Values are texts, as the standard's schema has them; their type stands in the declaration. Not pure: writes.
 */
export const writeOcelJson = async (
  items: AsyncIterable<readonly OcelItem[]>,
  output: Output,
): Promise<void> => {
  let at = -1;
  let isFirst = true;
  const goTo = async (place: number): Promise<void> => {
    for (; at < place; isFirst = true) {
      at += 1;
      await output.write(`${at === 0 ? '{' : '],'}\n"${lists[at]}": [`);
    }
  };
  for await (const batch of items)
    for (const item of batch) {
      const [list, value] = placed(item);
      await goTo(lists.indexOf(list));
      await output.write(`${isFirst ? '' : ','}\n${JSON.stringify(value)}`);
      isFirst = false;
    }
  await goTo(lists.length - 1);
  await output.write(']\n}\n');
};
