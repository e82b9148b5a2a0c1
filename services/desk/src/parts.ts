import { openFolderAttachments, type Attachments } from '@caselog/attachments';
import {
  createInProcessBroadcast,
  follow,
  runRelay,
  type Broadcast,
  type RelayNote,
} from '@caselog/broadcast';
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
import { keepReadModels, openReadModels, readModelsFile, type ReadModels } from '@caselog/projections';
import { startOutageResolver } from '@caselog/outage-resolver';
import { startSlaClock } from '@caselog/sla-clock';
import { keepRunning, type Upkeep } from './keep-running.ts';

export interface Ledger {
  readonly store: SqliteStore;
  readonly broadcast: Broadcast;
  readonly book: PolicyBook;
  readonly registers: Registers;
  readonly helpdesk: Helpdesk;
  /** Behind which event the relay of this process began: its broadcast holds nothing of what was before. */
  readonly relay: { beganBehind: number };
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
    relay: { beganBehind: 0 },
    helpdesk: createHelpdesk({ store, env, rulebook: book, gate }),
    follow: (options) => follow({ ...options, store, broadcast, env }),
  };
};

/** Rings the broadcast for every event of the ledger. */
export const startRelay = ({ store, broadcast, relay }: Ledger, upkeep: Upkeep): Promise<void> => {
  const { env, signal } = upkeep;
  const onNote = (note: RelayNote): void => {
    if (note.kind === 'publishing') relay.beganBehind = note.afterPosition;
  };
  return keepRunning('relay', () => runRelay({ store, broadcast, env, signal, onNote }), upkeep);
};

/** Where the relay of this process has come to. */
export const relayPosition = async ({
  broadcast,
  relay,
}: Ledger): Promise<{ readonly position: number }> => ({
  position: Math.max(relay.beganBehind, (await broadcast.tail()).position),
});

export interface ReadSide {
  /** For those who read; the projector has a handle of its own. */
  readonly db: ReadModels;
  /** The projector, until the signal aborts. */
  readonly running: Promise<void>;
  close(): Promise<void>;
}

/** Opens the read models of the home and keeps them up to date, beside any projector that does the same. */
export const startReadSide = async (home: Home, ledger: Ledger, upkeep: Upkeep): Promise<ReadSide> => {
  const { env, signal, log } = upkeep;
  const open = (writing: 'live' | 'bulk' = 'live') =>
    openReadModels({ path: home.file(readModelsFile), env, writing });
  const [db, own, rebuildDb] = [await open(), await open(), await open('bulk')];
  const project = () =>
    keepReadModels({
      db: own,
      rebuildDb,
      store: ledger.store,
      source: ledger.follow,
      env,
      signal,
      onNote: (note) => {
        if (note.kind === 'quarantined') {
          const { reader, stream, position, reason } = note.lane;
          log.error({ reader, stream, position, reason }, 'a lane stopped: release it or skip its event');
        } else if ('error' in note) log.warn({ kind: note.kind, err: note.error }, 'read models');
      },
    });
  return {
    db,
    running: keepRunning('projector', project, upkeep),
    async close() {
      for (const handle of [db, own, rebuildDb]) await handle.destroy();
    },
  };
};

/** What acts on the ledger by itself: the clock and the process manager of outages. They close before what they work on. */
export const startWorkers = async (
  home: Home,
  { store, helpdesk, book, follow: followEvents }: Ledger,
  { env, log }: Upkeep,
): Promise<readonly { close(): Promise<void> }[]> => {
  const parts = { store, helpdesk, follow: followEvents, env, log };
  return [
    await startSlaClock({ ...parts, policies: book, bookPath: home.file('sla-clock.sqlite') }),
    await startOutageResolver({ ...parts, bookPath: home.file('outage-resolver.sqlite') }),
  ];
};
