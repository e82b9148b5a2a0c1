import type { TicketPreview } from '@caselog/api-contract';
import { negotiate } from '@caselog/words/pages';
import { useSyncExternalStore } from 'react';
import { z } from 'zod';
import { browser } from '../../../time/browser.ts';
import { readerLanguage } from '../../../words/reader.ts';

const draftSchema = z.object({
  /** Of the command that will open it: chosen once, so that a second press or a reload never opens two. */
  commandId: z.string(),
  /** Whose it is: another person at the same browser begins anew. */
  owner: z.string(),
  /** Null: none of the known outages. */
  outageId: z.string().nullable().optional(),
  serviceCredit: z.boolean(),
  incidentReport: z.boolean(),
  access: z.enum(['critical', 'degraded', 'not-as-wished']).optional(),
  who: z.enum(['one-user', 'many-users', 'collaboration']).optional(),
  workaround: z.enum(['none', 'exists', 'not-needed']).optional(),
  subject: z.string(),
  description: z.string(),
  email: z.string(),
  language: z.string(),
});
/** A request that is not sent yet. It stays in this tab alone. */
export type Draft = z.infer<typeof draftSchema>;

/** What the questions on the impact come to; undefined while one is open. Pure. */
export const impactOf = ({ access, who, workaround }: Draft) =>
  access !== undefined && who !== undefined && workaround !== undefined
    ? { access, who, workaround }
    : undefined;
export type Impact = NonNullable<ReturnType<typeof impactOf>>;
export type Preview = TicketPreview;

const place = 'caselog-help-draft';

const newDraft = (owner: string): Draft => ({
  commandId: browser.uuid(),
  owner,
  serviceCredit: false,
  incidentReport: false,
  subject: '',
  description: '',
  email: '',
  language: negotiate(readerLanguage.get()),
});

const read = (): Draft | undefined => {
  const text = sessionStorage.getItem(place);
  if (text === null) return undefined;
  try {
    return draftSchema.parse(JSON.parse(text));
  } catch (error) {
    // An older page of ours, or somebody's hand: it is no draft, and begun anew.
    if (error instanceof SyntaxError || error instanceof z.ZodError) return undefined;
    throw error;
  }
};

let current = read();
const listeners = new Set<() => void>();
const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

const keep = (draft: Draft | undefined): void => {
  current = draft;
  if (draft) sessionStorage.setItem(place, JSON.stringify(draft));
  else sessionStorage.removeItem(place);
  for (const listener of listeners) listener();
};

/** The draft of this person, made when there is none. */
const draftOf = (owner: string): Draft => {
  if (current?.owner !== owner) {
    current = newDraft(owner);
    sessionStorage.setItem(place, JSON.stringify(current));
  }
  return current;
};

export const useDraft = (owner: string): Draft => useSyncExternalStore(subscribe, () => draftOf(owner));

/** Whether this person has begun a request. */
export const useHasDraft = (owner: string): boolean =>
  useSyncExternalStore(subscribe, () => current?.owner === owner && current.access !== undefined);

/** Writes answers into the draft. */
export const answer = (owner: string, answers: Partial<Draft>): Draft => {
  const draft = { ...draftOf(owner), ...answers };
  keep(draft);
  return draft;
};

/** Forgets the draft: it was sent. */
export const forgetDraft = (): void => keep(undefined);
