import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import type { Env } from '@caselog/env';
import type { EventStore } from '@caselog/event-store';
import type { Registers } from '@caselog/helpdesk';
import { importDemonstration } from '@caselog/history';
import type { Home } from '@caselog/process';
import type { Progress } from './progress.ts';
import { demonstrationCustomer, demonstrationPartner, demonstrationPerson } from './role-tokens.ts';

export interface DemonstrationOptions {
  readonly home: Home;
  readonly store: EventStore;
  readonly registers: Registers;
  /** The version of the policy that governs the imported tickets. */
  readonly policyVersion: string;
  readonly env: Env;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

const words = {
  reading: 'reading the demonstration history',
  appending: 'loading the demonstration history',
} as const;

const hasTickets = async (store: EventStore): Promise<boolean> => {
  for await (const batch of store.readAll({ filter: { categories: ['ticket'] }, limit: 1 }))
    return batch.length > 0;
  return false;
};

/** The customer and the partner whose people the printed tokens name, so that each of them can be tried out at once. */
const registerDemonstration = async ({ customers, partners }: Registers): Promise<void> => {
  const by = (id: string, step: string) => ({ id, actor: 'desk', commandId: `demonstration-${step}` });
  const administrators = [demonstrationPerson('requester')];
  await customers.execute({
    ...by(demonstrationCustomer, 'customer'),
    command: { type: 'RegisterCustomer', data: { edition: 'premium', administrators } },
  });
  await partners.execute({
    ...by(demonstrationPartner, 'partner'),
    command: {
      type: 'RegisterPartner',
      data: { name: 'Demonstration partner', languages: ['en'], regions: [] },
    },
  });
  const validity = { validFrom: '2000-01-01T00:00:00.000Z', validUntil: '2100-01-01T00:00:00.000Z' };
  await partners.execute({
    ...by(demonstrationPartner, 'agreement'),
    command: { type: 'SignDataAgreement', data: { reference: 'demonstration', ...validity } },
  });
};

/**
 * Loads the demonstration history into a ledger without tickets, and finishes a load that was interrupted. A ledger that holds others is left
 * alone. Says whether anything was loaded.
 */
export const loadDemonstration = async (options: DemonstrationOptions): Promise<boolean> => {
  const { home, store, registers, policyVersion, env, progress, signal } = options;
  const unfinished = home.file('demonstration.unfinished');
  if ((await hasTickets(store)) && !existsSync(unfinished)) return false;
  await writeFile(unfinished, 'The demonstration history is being loaded; the next start finishes it.\n');
  await registerDemonstration(registers);
  try {
    await importDemonstration({
      store,
      env,
      policyVersion: () => Promise.resolve(policyVersion),
      signal,
      onProgress: ({ phase, done, total }) => progress.update(words[phase], done, total),
    });
  } finally {
    progress.end();
  }
  await rm(unfinished);
  return true;
};
