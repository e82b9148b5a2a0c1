import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { eventTypes, everyImpact, outcomeKinds, priorityOf, type TicketEventType } from '@caselog/ticket';
import { emptyBatch } from '../src/file/batch.ts';
import { manifestOf, writeManifest, type LedgerMark } from '../src/file/manifest.ts';
import { SegmentWriter } from '../src/file/segment.ts';
import { impactCode, type TicketBatch } from '../src/layout.ts';

const codeOf = (type: TicketEventType): number => eventTypes.indexOf(type);
const impacts = everyImpact().map((impact) => ({
  code: impactCode(impact),
  priority: Number(priorityOf(impact).slice(1)) - 1,
}));
const solved = 1 + outcomeKinds.indexOf('solved');
const noReply = 1 + outcomeKinds.indexOf('no-reply');
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** A small repeatable source of numbers in [0, 1). */
const drawing = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};

const people = 500;
const texts = [
  ...Array.from({ length: people }, (_, n) => `person-${n}`),
  ...Array.from({ length: 20 }, (_, n) => `team-${n}`),
  'en',
  'ja',
  'partner-1',
  'item-1',
];
const text = (name: string): number => 1 + texts.indexOf(name);

/** Writes made-up tickets into batches: each a life as desks know it, allowed by the chart. */
class Lives {
  readonly #draw: () => number;
  #batch: TicketBatch;
  #events = 0;
  #extras = 0;
  #tickets = 0;
  #atMs = 0;
  position = 0;

  constructor(seed: number, room: number) {
    this.#draw = drawing(seed);
    this.#batch = emptyBatch(room, room * 24, room * 24);
  }

  /** What was written since the last call. */
  take(): TicketBatch {
    const batch = this.#batch;
    const [tickets, events] = [this.#tickets, this.#events];
    batch.start[tickets] = events;
    const cut: TicketBatch = {
      ...batch,
      tickets,
      events,
      ticket: batch.ticket.subarray(0, tickets),
      start: batch.start.subarray(0, tickets + 1),
      type: batch.type.subarray(0, events),
      occurredMs: batch.occurredMs.subarray(0, events),
      recordedMs: batch.recordedMs.subarray(0, events),
      position: batch.position.subarray(0, events),
      actor: batch.actor.subarray(0, events),
      policy: batch.policy.subarray(0, events),
      detail: batch.detail.subarray(0, events),
      a: batch.a.subarray(0, events),
      b: batch.b.subarray(0, events),
      extraStart: batch.extraStart.subarray(0, events + 1),
      extras: batch.extras.subarray(0, this.#extras),
    };
    this.#tickets = this.#events = this.#extras = 0;
    return cut;
  }

  live(ticket: number, openedMs: number): void {
    this.#batch.ticket[this.#tickets] = ticket;
    this.#batch.start[this.#tickets] = this.#events;
    this.#tickets += 1;
    this.#atMs = openedMs;
    const { code, priority } = impacts[Math.floor(this.#draw() * impacts.length)]!;
    this.#add('TicketOpened', 0, priority | (code << 2) | (3 << 7), this.#person(), 0, [text('en'), 0]);
    this.#add('TicketAssigned', 0.5, 0, this.#person(), this.#team());
    this.#add('TicketTriaged', 1);
    if (this.#draw() < 0.85) this.#add('ReplySent', 30, 3);
    if (this.#draw() < 0.3) this.#askForData();
    if (this.#draw() < 0.25) this.#add('TicketEscalated', 20, 0, this.#team());
    if (this.#draw() < 0.1) this.#add('TicketReferred', 10, 0, text('partner-1'));
    if (this.#draw() < 0.3) this.#add('NoteAdded', 5);
    this.#resolve(solved);
    if (this.#draw() < 0.08) this.#comeBack();
  }

  #askForData(): void {
    this.#add('DataRequested', 5, 0, 0, 0, [text('item-1')]);
    if (this.#draw() < 0.2) return;
    this.#add('RequesterReplied', 40, 3);
    this.#add('WaitEnded', 0, 1);
  }

  #resolve(outcome: number): void {
    const ending = this.#draw() < 0.05 ? noReply : outcome;
    this.#add('TicketResolved', 60, ending, this.#person(), this.#team(), [this.#atMs + 14 * dayMs]);
    if (ending === noReply) {
      this.#add('SurveySuppressed', 0, 0);
      return;
    }
    this.#add('SurveyScheduled', 0, 0, text('en'), 0, [this.#atMs, this.#atMs + 14 * dayMs]);
    this.#add('SurveySent', 0.1);
    if (this.#draw() < 0.4) this.#add('SurveyAnswered', 100, 1 + Math.floor(this.#draw() * 5));
  }

  #comeBack(): void {
    this.#add('TicketReopened', 20);
    this.#add('ReplySent', 10, 3);
    this.#resolve(solved);
  }

  #person(): number {
    return 1 + Math.floor(this.#draw() * people);
  }

  #team(): number {
    return 1 + people + Math.floor(this.#draw() * 20);
  }

  #add(
    type: TicketEventType,
    hoursMax: number,
    detail = 0,
    a = 0,
    b = 0,
    extras: readonly number[] = [],
  ): void {
    const batch = this.#batch;
    const at = this.#events;
    this.#atMs += Math.floor(this.#draw() * hoursMax * hourMs);
    batch.type[at] = codeOf(type);
    batch.occurredMs[at] = this.#atMs;
    batch.recordedMs[at] = this.#atMs;
    batch.position[at] = this.position += 1;
    batch.actor[at] = 1;
    batch.policy[at] = 1;
    batch.detail[at] = detail;
    batch.a[at] = a;
    batch.b[at] = b;
    for (const extra of extras) batch.extras[this.#extras++] = extra;
    this.#events += 1;
    batch.extraStart[this.#events] = this.#extras;
  }
}

/** What was written. */
export interface Synthesised {
  readonly tickets: number;
  readonly events: number;
  readonly fromMs: number;
  readonly toMs: number;
}

const ticketsToGroup = 6_000;

/**
 * Writes columns of made-up tickets into a folder, as if they had been built from a ledger in which they were opened evenly over three
 * years. For benches: some millions of events a second.
 */
export const synthesiseColumns = (folder: string, tickets: number, seed = 1): Synthesised => {
  mkdirSync(folder, { recursive: true });
  const fromMs = Date.UTC(2023, 0, 2);
  const spanMs = 3 * 365 * dayMs;
  const writer = new SegmentWriter(join(folder, 'made-up.columns'));
  const lives = new Lives(seed, ticketsToGroup);
  for (let ticket = 0; ticket < tickets; ticket += 1) {
    lives.live(ticket, fromMs + Math.floor((ticket / tickets) * spanMs));
    if (ticket % ticketsToGroup === ticketsToGroup - 1 || ticket === tickets - 1) writer.add(lives.take());
  }
  const names = Array.from(
    { length: tickets },
    (_, n) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`,
  );
  const bytes = writer.finish({
    tickets: {
      first: 0,
      bytes: Buffer.from(names.join('')),
      ends: Uint32Array.from(names, (_, n) => (n + 1) * 36),
    },
    texts: { first: 1, list: texts },
    policies: { first: 1, list: ['reference-1'] },
  });
  writer.close();
  const events = lives.position;
  const start = { events, position: events, digest: '' };
  const mark: LedgerMark = { ...start, block: start };
  writeManifest(folder, manifestOf([{ file: 'made-up.columns', bytes, events, mark }]));
  return { tickets, events, fromMs, toMs: fromMs + spanMs };
};
