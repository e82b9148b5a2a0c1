import { z } from 'zod';
import type { RegisterDecision, Tagged } from './register.ts';

/** What a person may decline to be written to about; mails about a person's own request are no topic. */
const topicSchema = z.enum(['surveys']);
/** By which way the person said so: a mail program's button, the page behind it, or the desk on the person's behalf. */
const wish = z.strictObject({ topic: topicSchema, how: z.enum(['one-click', 'page', 'desk']) });

export const personEventSchemas = { PersonOptedOut: wish, PersonOptedIn: wish } as const;
export type PersonEvent = Tagged<typeof personEventSchemas>;

export const personCommandSchemas = { OptOut: wish, OptIn: wish } as const;
export type PersonCommand = Tagged<typeof personCommandSchemas>;

/** What the desk knows of a person beside the tickets: what it wants no mail about. Told by the person's id, never by an address. */
export interface Person {
  readonly optedOut: readonly z.output<typeof wish>[];
}

/** The stream of a person. Pure. */
export const personStream = (personId: string): string => `person-${personId}`;

/** The person after an event. Pure. */
export const evolvePerson = (person: Person | undefined, { type, data }: PersonEvent): Person => {
  const others = (person?.optedOut ?? []).filter(({ topic }) => topic !== data.topic);
  return { optedOut: type === 'PersonOptedOut' ? [...others, data] : others };
};

/** Whether a person wants no mail about a topic. Pure. */
export const hasOptedOut = (person: Person | undefined, topic: z.output<typeof topicSchema>): boolean =>
  person?.optedOut.some((each) => each.topic === topic) ?? false;

/** Decides a person's wish. Pure. What is so already becomes no event; nobody has to be registered first. */
export const decidePerson = (
  { type, data }: PersonCommand,
  person: Person | undefined,
): RegisterDecision<PersonEvent> => {
  const isOut = hasOptedOut(person, data.topic);
  if (type === 'OptOut') return { events: isOut ? [] : [{ type: 'PersonOptedOut', data }] };
  return { events: isOut ? [{ type: 'PersonOptedIn', data }] : [] };
};
