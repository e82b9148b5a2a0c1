import type { PolicyResponse } from '@caselog/api-contract';
import { useSyncExternalStore } from 'react';
import { z } from 'zod';
import { browser } from '../../time/browser.ts';
import type { JsonObject } from './form/json-schema.ts';

const draftSchema = z.object({
  /** Of the command that will publish it: chosen once, so that pressing twice publishes one version. */
  commandId: z.string(),
  /** The number of the version it began with: somebody else's version in between is told. */
  basedOn: z.int().nonnegative(),
  document: z.record(z.string(), z.unknown()),
});
/** A policy that is not published yet. It stays in this tab alone. */
export interface PolicyDraft {
  readonly commandId: string;
  readonly basedOn: number;
  readonly document: JsonObject;
}

const place = 'caselog-policy-draft';

const read = (): PolicyDraft | undefined => {
  const text = sessionStorage.getItem(place);
  if (text === null) return undefined;
  try {
    return draftSchema.parse(JSON.parse(text)) as PolicyDraft;
  } catch (error) {
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

const keep = (draft: PolicyDraft | undefined): void => {
  current = draft;
  if (draft) sessionStorage.setItem(place, JSON.stringify(draft));
  else sessionStorage.removeItem(place);
  for (const listener of listeners) listener();
};

/** The draft of this tab; undefined while the policy in force is shown as it is. */
export const usePolicyDraft = (): PolicyDraft | undefined => useSyncExternalStore(subscribe, () => current);

/** Writes a document into the draft; one is begun on the version in force where there is none. */
export const edit = (document: JsonObject, { number }: Pick<PolicyResponse, 'number'>): void =>
  keep({ commandId: browser.uuid(), basedOn: number, ...current, document });

/** Says that the draft takes a later version into account. */
export const rebase = (number: number): void => {
  if (current) keep({ ...current, basedOn: number });
};

export const discard = (): void => keep(undefined);
