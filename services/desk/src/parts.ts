import { openFolderAttachments, type Attachments } from '@caselog/attachments';
import { createInProcessBroadcast, follow, runRelay, type Broadcast } from '@caselog/broadcast';
import type { Env } from '@caselog/env';
import type { EventFilter, RecordedEvent } from '@caselog/event-store';
import type { SqliteStore } from '@caselog/event-store-sqlite';
import {
  createGate,
  createHelpdesk,
  createRegisters,
  openPolicyBook,
  type Helpdesk,
  type PolicyBook,
  type Registers,
} from '@caselog/helpdesk';
import { openHomeLedger } from '@caselog/installation';
import type { Home } from '@caselog/process';
import {
  openReadModels,
  readModelProjections,
  readModelsFile,
  runProjections,
  type ReadModels,
} from '@caselog/projections';
import { startOutageResolver } from '@caselog/outage-resolver';
import { startSlaClock } from '@caselog/sla-clock';
import { keepRunning, type Upkeep } from './keep-running.ts';

export interface Ledger {
  readonly store: SqliteStore;
  readonly broadcast: Broadcast;
  readonly book: PolicyBook;
  readonly registers: Registers;
  readonly helpdesk: Helpdesk;
  /** The files that people hand in. */
  readonly attachments: Attachments;
  /** Events behind a position, then live, rung awake by the broadcast. */
  readonly follow: (options: {
    readonly after: number;
    readonly filter?: EventFilter;
    readonly batchSize?: number;
    readonly signal: AbortSignal;
    readonly onReached?: (position: number) => void;
  }) => AsyncIterable<readonly RecordedEvent[]>;
}

/** The ledger in the home, with its broadcast inside this process. */
export const openLedger = async (home: Home, env: Env): Promise<Ledger> => {
  const store = openHomeLedger(home, env);
  const broadcast = createInProcessBroadcast();
  const book = await openPolicyBook({ store, env });
  const registers = createRegisters({ store, env });
  const attachments = await openFolderAttachments({ folder: home.file('attachments'), env });
  const gate = createGate({ registers, book, attachments });
  return {
    store,
    broadcast,
    book,
    registers,
    attachments,
    helpdesk: createHelpdesk({ store, env, rulebook: book, gate }),
    follow: (options) => follow({ ...options, store, broadcast, env }),
  };
};

/** Rings the broadcast for every event of the ledger. */
export const startRelay = ({ store, broadcast }: Ledger, upkeep: Upkeep): Promise<void> =>
  keepRunning('relay', () => runRelay({ store, broadcast, env: upkeep.env, signal: upkeep.signal }), upkeep);

export interface ReadSide {
  /** For those who read; the projector has a handle of its own. */
  readonly db: ReadModels;
  /** The projector, until the signal aborts. */
  readonly running: Promise<void>;
  close(): Promise<void>;
}

/** Opens the read models of the home and keeps them up to date. */
export const startReadSide = async (home: Home, ledger: Ledger, upkeep: Upkeep): Promise<ReadSide> => {
  const { env, signal } = upkeep;
  const path = home.file(readModelsFile);
  const [db, own] = [await openReadModels({ path, env }), await openReadModels({ path, env })];
  const project = () =>
    runProjections(readModelProjections(), { db: own, source: ledger.follow, env, signal });
  return {
    db,
    running: keepRunning('projector', project, upkeep),
    async close() {
      await db.destroy();
      await own.destroy();
    },
  };
};

/** What acts on the ledger by itself: the clock and the process manager of outages. They close before what they work on. */
export const startWorkers = (
  home: Home,
  { helpdesk, book, follow: followEvents }: Ledger,
  { env, log }: Upkeep,
): readonly { close(): Promise<void> }[] => {
  const parts = { helpdesk, follow: followEvents, env, log };
  return [
    startSlaClock({ ...parts, policies: book, bookPath: home.file('sla-clock.sqlite') }),
    startOutageResolver({ ...parts, bookPath: home.file('outage-resolver.sqlite') }),
  ];
};
