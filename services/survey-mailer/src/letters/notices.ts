import type { RecordedEvent } from '@caselog/event-store';
import type { EventData, Outcome, TicketEventType, TicketState } from '@caselog/ticket';
import type { Words } from '@caselog/words';
import type { Letter, LetterPart } from './letter.ts';

export interface NoticeLetter {
  readonly words: Words;
  readonly zone: string;
  /** The ticket's subject, in the requester's own words. */
  readonly subject: string;
  /** What one command became, in order. */
  readonly events: readonly RecordedEvent[];
  readonly history: readonly RecordedEvent[];
  readonly state: TicketState;
}

const dataOf = <Type extends TicketEventType>(
  events: readonly RecordedEvent[],
  type: Type,
): EventData<Type> | undefined =>
  events.find((event) => event.type === type)?.data as EventData<Type> | undefined;

const quote = (text: string | undefined): readonly LetterPart[] =>
  text === undefined ? [] : [{ kind: 'quote', text }];

type Items = EventData<'DataRequested'>['items'];
const list = (items: Items, words: Words): readonly LetterPart[] =>
  items.length === 0
    ? []
    : [
        {
          kind: 'list',
          items: items.map(({ kind, text }) => ({ title: words.say(`item.kind.${kind}`), text })),
        },
      ];

/** What the desk wrote into an outcome for its requester, undefined where it wrote nothing. Pure. */
const outcomeText = (outcome: Outcome): string | undefined => {
  switch (outcome.kind) {
    case 'solved':
      return outcome.whatWasDone;
    case 'self-serve':
      return outcome.solution;
    case 'answered':
      return outcome.answer;
    case 'not-reproduced':
      return outcome.recommendations;
    case 'third-party-problem':
      return outcome.contact;
    case 'not-resolvable':
      return outcome.why;
    case 'missing-feature':
    case 'known-outage-resolved':
    case 'no-reply':
    case 'duplicate':
      return undefined;
    default:
      return outcome satisfies never;
  }
};

const resolution = (
  { words, zone, subject, events }: NoticeLetter,
  { outcome, reopenableUntil }: EventData<'TicketResolved'>,
): Letter => {
  const reply = dataOf(events, 'ReplySent')?.body;
  return {
    words,
    subject: words.say('resolved.subject', { subject }),
    parts: [
      { kind: 'text', text: words.say('resolved.body', { subject }) },
      ...quote(reply),
      ...(outcome ? [{ kind: 'text', text: words.say(`outcome.${outcome.kind}`) } as const] : []),
      ...quote(outcome ? outcomeText(outcome) : undefined),
      ...(reopenableUntil === null
        ? []
        : [
            {
              kind: 'text',
              text: words.say('resolved.reopen', { day: words.day(reopenableUntil, zone) }),
            } as const,
          ]),
    ],
  };
};

const dataRequest = (
  { words, subject, events }: NoticeLetter,
  { items }: EventData<'DataRequested'>,
): Letter => ({
  words,
  subject: words.say('data.subject', { subject }),
  parts: [
    ...quote(dataOf(events, 'ReplySent')?.body),
    { kind: 'text', text: words.say('data.body', { subject, count: items.length }) },
    ...list(items, words),
  ],
});

/** What is still open of everything that was asked for. */
const reminder = ({ words, subject, history, state }: NoticeLetter): Letter => {
  const { openItems } = state.context;
  const asked = history.flatMap(({ type, data }) =>
    type === 'DataRequested' ? (data as EventData<'DataRequested'>).items : [],
  );
  const open = openItems.flatMap((id) => asked.findLast(({ itemId }) => itemId === id) ?? []);
  return {
    words,
    subject: words.say('reminder.subject', { subject }),
    parts: [
      { kind: 'text', text: words.say('reminder.body', { subject, count: open.length }) },
      ...list(open, words),
    ],
  };
};

/** The letter that tells a requester what a command did to its ticket; undefined when that is nothing to write about. Pure. */
export const noticeLetter = (about: NoticeLetter): Letter | undefined => {
  const { words, subject, events } = about;
  const resolved = dataOf(events, 'TicketResolved');
  if (resolved) return resolution(about, resolved);
  const asked = dataOf(events, 'DataRequested');
  if (asked) return dataRequest(about, asked);
  if (dataOf(events, 'ReminderIssued')) return reminder(about);
  const reply = dataOf(events, 'ReplySent');
  if (reply) {
    const text = { kind: 'text', text: words.say('reply.body', { subject }) } as const;
    return { words, subject: words.say('reply.subject', { subject }), parts: [text, ...quote(reply.body)] };
  }
  if (!dataOf(events, 'TicketOpened')) return undefined;
  const text = words.say('opened.body', { subject });
  return { words, subject: words.say('opened.subject', { subject }), parts: [{ kind: 'text', text }] };
};
