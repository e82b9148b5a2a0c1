import type { Output } from '../output.ts';
import { xmlEscaped, xmlText } from '../xml-escape.ts';
import type { OcelDeclaration, OcelItem, OcelRelation } from './model.ts';

/** The lists of the document, in the order of the standard's schema. */
const lists = ['object-types', 'event-types', 'objects', 'events'] as const;
type List = (typeof lists)[number];

const written = (text: string): string => xmlEscaped(xmlText(text));

const declarationText = (kind: string, { name, attributes }: OcelDeclaration): string => {
  const own = attributes.map((one) => `   <attribute name="${written(one.name)}" type="${one.type}"/>\n`);
  return `  <${kind} name="${written(name)}"><attributes>\n${own.join('')}  </attributes></${kind}>\n`;
};

const relationsText = (relations: readonly OcelRelation[]): string =>
  relations
    .map(
      ({ objectId, qualifier }) =>
        `   <relationship object-id="${written(objectId)}" qualifier="${written(qualifier)}"/>\n`,
    )
    .join('');

const placed = (item: OcelItem): readonly [List, string] => {
  switch (item.kind) {
    case 'object-type':
    case 'event-type':
      return [`${item.kind}s`, declarationText(item.kind, item.declaration)];
    case 'object': {
      const { id, type, attributes, relations } = item.object;
      const own = attributes.map(
        ({ name, time, value }) =>
          `   <attribute name="${written(name)}" time="${written(time)}">${written(value)}</attribute>\n`,
      );
      return [
        'objects',
        `  <object id="${written(id)}" type="${written(type)}"><attributes>\n${own.join('')}  </attributes><objects>\n${relationsText(relations)}  </objects></object>\n`,
      ];
    }
    case 'event': {
      const { id, type, time, attributes, relations } = item.event;
      const own = attributes.map(
        ({ name, value }) => `   <attribute name="${written(name)}">${written(value)}</attribute>\n`,
      );
      return [
        'events',
        `  <event id="${written(id)}" type="${written(type)}" time="${written(time)}"><attributes>\n${own.join('')}  </attributes><objects>\n${relationsText(relations)}  </objects></event>\n`,
      ];
    }
    default:
      return item satisfies never;
  }
};

/**
 * Writes an OCEL 2.0 log as XML. Items come in the order of the standard's schema: object types, event types, objects, events. What XML has no form
 * for, such as control characters, becomes the replacement character. Not pure: writes.
 */
export const writeOcelXml = async (
  items: AsyncIterable<readonly OcelItem[]>,
  output: Output,
): Promise<void> => {
  let at = -1;
  const goTo = async (place: number): Promise<void> => {
    while (at < place) {
      const end = at === -1 ? '' : ` </${lists[at]}>\n`;
      at += 1;
      await output.write(`${end} <${lists[at]}>\n`);
    }
  };
  await output.write('<?xml version="1.0" encoding="UTF-8"?>\n<log>\n');
  for await (const batch of items)
    for (const item of batch) {
      const [list, text] = placed(item);
      await goTo(lists.indexOf(list));
      await output.write(text);
    }
  await goTo(lists.length - 1);
  await output.write(` </${lists.at(-1)}>\n</log>\n`);
};
