import type { Calendar, ClockEvent, Holder, TargetKind } from '@caselog/sla';
import type { Lifecycle, OutcomeKind, Priority, TicketId } from '@caselog/ticket';

/** When something happened, and when the ledger took it; epoch milliseconds. */
export interface Happening {
  readonly atMs: number;
  readonly recordedMs: number;
}

/** A state entered. The first is the opening. */
export interface Entry extends Happening {
  readonly state: Lifecycle;
  /** 1 for the first life of the ticket; after a resolution still that of the episode that ended. */
  readonly episode: number;
  /** No source recorded it: it was concluded from what came after. */
  readonly inferred: boolean;
}

/** What lists are filtered by, from then on. */
export interface Standing extends Happening {
  readonly priority: Priority;
  readonly team: string | null;
}

/** The survey leg of one resolution. Who solved it is as it was frozen when it was resolved. */
export interface SurveyLeg {
  readonly resolved: Happening;
  readonly episode: number;
  readonly language: string;
  readonly outcome: OutcomeKind | null;
  readonly team: string | null;
  /** When it was mailed. */
  readonly asked: Happening | undefined;
  readonly end:
    | (Happening & {
        readonly how: 'answered' | 'lapsed' | 'bounced' | 'declined' | 'suppressed' | 'reopened';
      })
    | undefined;
  /** What was answered, and every change of it; the last that is known counts. */
  readonly answers: readonly (Happening & { readonly score: number })[];
}

/** A stretch with one holder under one calendar, worked out once. The last one goes on. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
  readonly holder: Holder;
  readonly episode: number;
  readonly calendar: Calendar;
  readonly openMs: number;
}

/** A promise, as far as the history tells. */
export interface PromiseKept {
  readonly kind: TargetKind;
  readonly episode: number;
  readonly startedAtMs: number;
  /** When its budget runs out or ran out, unless something else happens first; undefined while others hold the ticket. */
  readonly missedAtMs: number | undefined;
  readonly end: { readonly atMs: number; readonly how: 'fulfilled' | 'cancelled' } | undefined;
}

/** A fact of the clock with when the ledger took it. */
export interface RecordedFact {
  readonly fact: ClockEvent;
  readonly recordedMs: number;
}

/** What the boards know of a ticket: nothing personal, and everything that any instant of its life asks for. */
export interface TicketCase {
  readonly ticketId: TicketId;
  /** The case of the log it came from: this desk promised nothing to it. */
  readonly source: { readonly log: string; readonly caseId: string } | null;
  readonly customerId: string | null;
  /** In their own order, which is believed before their times. */
  readonly entries: readonly Entry[];
  readonly standings: readonly Standing[];
  readonly surveys: readonly SurveyLeg[];
  /** The first reply to the requester over the whole life: a reopening does not move it. */
  readonly firstReply: Happening | undefined;
  readonly spans: readonly Span[];
  readonly promises: readonly PromiseKept[];
  /** Times never run backwards, so that any instant cuts it in two. */
  readonly isInOrder: boolean;
  /** Terms never changed, so that a promise is the same seen from any instant. */
  readonly hasOneTerms: boolean;
  readonly recordedMs: { readonly first: number; readonly last: number };
  /** For what cannot be read off the above; kept only where an instant may ask for it. */
  readonly facts: readonly RecordedFact[] | undefined;
  readonly revision: number;
}
