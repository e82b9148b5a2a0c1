import {
  standardExtensions,
  xesEnd,
  xesEvent,
  xesStart,
  xesTraceEnd,
  xesTraceStart,
  type Attribute,
  type XesExtension,
  type XesHead,
} from '@caselog/log-formats';
import { attributeOf, attributesOf } from './data-attributes.ts';
import { onlyTickets, type Exporter } from './exporter.ts';
import { logAttributes } from './xes-log.ts';
import { toldTickets, type ToldEvent, type ToldTicket } from './told-ticket.ts';

const text = (key: string, value: string): Attribute => ({ key, type: 'string', value });
const some = (key: string, value: string | null | undefined): readonly Attribute[] =>
  value === null || value === undefined ? [] : [text(key, value)];
const whole = (key: string, value: number): Attribute => ({ key, type: 'int', value: String(value) });

/** What only Caselog tells; docs/caselog.xesext describes each attribute. */
export const caselogExtension: XesExtension = { name: 'Caselog', prefix: 'caselog', uri: 'urn:caselog:xes' };

const { concept, time, lifecycle, org, identity } = standardExtensions;

const head: Omit<XesHead, 'attributes'> = {
  version: '1849.2023',
  features: 'nested-attributes',
  extensions: [concept!, time!, lifecycle!, org!, identity!, caselogExtension],
  globals: [
    { scope: 'trace', attributes: [text('concept:name', 'unknown')] },
    {
      scope: 'event',
      attributes: [
        text('concept:name', 'unknown'),
        text('lifecycle:transition', 'complete'),
        { key: 'time:timestamp', type: 'date', value: '1970-01-01T00:00:00.000Z' },
        text('caselog:state', 'opened'),
      ],
    },
  ],
  classifiers: [
    { name: 'Activity', scope: 'event', keys: ['concept:name', 'lifecycle:transition'] },
    { name: 'State', scope: 'event', keys: ['caselog:state'] },
    { name: 'Resource', scope: 'event', keys: ['org:resource'] },
  ],
};

const traceAttributes = ({ ticketId, source, events }: ToldTicket): readonly Attribute[] => {
  const opening = events[0]!;
  const { requesterId, customerId, language } = opening.after.context;
  const { channel } = opening.data as { channel?: string | null };
  return [
    text('concept:name', source?.caseId ?? ticketId),
    { key: 'identity:id', type: 'id', value: ticketId },
    ...some('caselog:log', source?.log),
    text('caselog:requester', requesterId),
    ...some('caselog:customer', customerId),
    text('caselog:language', language),
    ...some('caselog:channel', channel),
    ...some('caselog:subject', (opening.data as { subject?: string }).subject),
  ];
};

/** Where a row of a log that was not followed stands: nowhere in the statechart. */
const standing = ({ recorded, after }: ToldEvent): string =>
  recorded.type === 'NonconformingFactRecorded' ? 'nonconforming' : after.configuration.lifecycle;

/** Marks what nobody told: it was concluded from what was. */
const inferredMark = (data: unknown): readonly Attribute[] =>
  (data as { inferred?: unknown } | null)?.inferred === true
    ? [{ key: 'caselog:inferred', type: 'boolean', value: 'true' }]
    : [];

const eventAttributes = (told: ToldEvent): readonly Attribute[] => {
  const { recorded, data, after } = told;
  const { metadata } = recorded;
  const { context, configuration } = after;
  return [
    text('concept:name', recorded.type),
    text('lifecycle:transition', 'complete'),
    { key: 'time:timestamp', type: 'date', value: metadata.occurredAt },
    text('org:resource', metadata.actor),
    ...some('org:group', context.team),
    { key: 'identity:id', type: 'id', value: recorded.id },
    text('caselog:state', standing(told)),
    text('caselog:survey', configuration.survey),
    whole('caselog:episode', context.episode),
    text('caselog:priority', context.priority),
    ...inferredMark(data),
    // Empty: nobody. Absent would say that it stays as it was.
    text('caselog:assignee', context.assigneeId ?? ''),
    text('caselog:team', context.team ?? ''),
    whole('caselog:revision', recorded.revision),
    whole('caselog:position', recorded.position),
    { key: 'caselog:metadata', type: 'container', value: '', children: attributesOf(metadata) },
    attributeOf('caselog:data', data),
  ];
};

const traceText = (ticket: ToldTicket): string => {
  let written = xesTraceStart(traceAttributes(ticket));
  for (const event of ticket.events) written += xesEvent(eventAttributes(event));
  return written + xesTraceEnd;
};

/** Writes what the log is of, then every ticket as a trace and each of its events with the state it left. */
export const xesExporter: Exporter = {
  notCarried: [onlyTickets, 'control characters, which XML has no form for'],
  async write({ store, tell, onTold }, output) {
    await output.write(xesStart({ ...head, attributes: await logAttributes(store, tell) }));
    for await (const ticket of toldTickets(store, tell)) {
      await output.write(traceText(ticket));
      onTold(ticket.events.length);
    }
    await output.write(xesEnd);
  },
};
