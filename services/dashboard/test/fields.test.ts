import { commandSchemas, type CommandType } from '@caselog/api-contract/machine';
import { describe, expect, it } from 'vitest';
import { fieldsOf, type Field } from '../src/pages/tickets/forms/fields.ts';
import { dataOf, emptyValues, type Values } from '../src/pages/tickets/forms/values.ts';

/** A form in one line a place: what it is called, what it is, and `?` where it may stay empty. */
const outline = (fields: readonly Field[], depth = 0): string[] =>
  fields.flatMap((field) => {
    const mark = field.isRequired ? '' : '?';
    const line = (what: string) =>
      `${'  '.repeat(depth)}${field.name}${mark}${field.isNullable ? ' or null' : ''}: ${what}`;
    switch (field.kind) {
      case 'text':
        return [line(field.isLong ? `long text to ${field.maxLength}` : 'text')];
      case 'choice':
        return [line(field.options.join(' | '))];
      case 'group':
        return [line('group'), ...outline(field.fields, depth + 1)];
      case 'list':
        return [line('list'), ...outline([field.item], depth + 1)];
      case 'variants':
        return [
          line(`one of, by ${field.tag}`),
          ...field.variants.flatMap((each) => [
            `${'  '.repeat(depth + 1)}= ${each.value}`,
            ...outline(each.fields, depth + 2),
          ]),
        ];
      default:
        return [line(field.kind)];
    }
  });

const people: readonly CommandType[] = [
  'TriageTicket',
  'RequestData',
  'SupplyDataItem',
  'EscalateTicket',
  'ReferTicket',
  'ResolveTicket',
  'ReopenTicket',
  'SendReply',
  'AssignTicket',
  'ReprioritiseTicket',
  'AddNote',
  'LinkOutage',
  'LinkTicket',
];

describe('The form of a command', () => {
  it.each(people)('%s is made from its schema', (type) => {
    expect(outline(fieldsOf(commandSchemas[type])).join('\n')).toMatchSnapshot();
  });

  it('holds every place of every command, also of those that only programs give', () => {
    for (const [type, schema] of Object.entries(commandSchemas))
      expect([type, fieldsOf(schema).length]).toEqual([type, Object.keys(schema.shape).length]);
  });
});

describe('What a form holds', () => {
  const filled = (type: CommandType, values: Values) => {
    const fields = fieldsOf(commandSchemas[type]);
    return commandSchemas[type].safeParse(dataOf(fields, { ...emptyValues(fields), ...values }));
  };

  it('passes its schema once what is needed is there, with what is empty left out', () => {
    expect(filled('TriageTicket', {}).data).toEqual({});
    expect(filled('AssignTicket', { assigneeId: 'agent-1' }).data).toEqual({
      assigneeId: 'agent-1',
      team: null,
    });
    expect(filled('ResolveTicket', { outcome: { kind: 'solved', whatWasDone: 'Restarted' } }).data).toEqual({
      outcome: { kind: 'solved', whatWasDone: 'Restarted' },
    });
    expect(
      filled('RequestData', { items: [{ itemId: 'logs', kind: 'log-files', text: 'The logs.' }] }).data,
    ).toEqual({ items: [{ itemId: 'logs', kind: 'log-files', text: 'The logs.' }] });
  });

  it('names the place of what is missing', () => {
    expect(filled('ResolveTicket', { outcome: { kind: 'solved' } }).error?.issues[0]?.path).toEqual([
      'outcome',
      'whatWasDone',
    ]);
    expect(filled('SendReply', { channel: 'email' }).error?.issues[0]?.path).toEqual(['body']);
  });
});
