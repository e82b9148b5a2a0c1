import { systemEnv as env } from '@caselog/env';
import type { RecordedEvent } from '@caselog/event-store';
import { openSqliteStore, type SqliteStore } from '@caselog/event-store-sqlite';

/** A survey by the ledger's own account. */
export interface LedgerSurvey {
  readonly ticketId: string;
  readonly episode: number;
  /** The last event of its life. */
  state: 'SurveyScheduled' | 'SurveySent' | 'over';
}

const surveyEnds = new Set([
  'SurveyAnswered',
  'SurveyLapsed',
  'SurveyBounced',
  'SurveyDeclined',
  'SurveySuppressed',
]);

/** What the ledger holds, read by its own order as it grows: the truth that everything else is held against. */
export class LedgerView {
  readonly store: SqliteStore;
  readonly ids = new Map<string, number>();
  readonly byCommand = new Map<string, RecordedEvent[]>();
  readonly surveys = new Map<string, LedgerSurvey>();
  readonly faults: string[] = [];
  readonly #episodes = new Map<string, number>();
  readonly #revisions = new Map<string, number>();
  position = 0;

  constructor(path: string) {
    this.store = openSqliteStore({ path, env, readOnly: true });
  }

  /** Reads what was added since the last time. */
  async readOn(): Promise<void> {
    for await (const batch of this.store.readAll({ after: this.position }))
      for (const event of batch) this.#take(event);
  }

  /** Surveys that are to be mailed and of which the ledger does not say that they were. */
  unsent(): readonly LedgerSurvey[] {
    return [...this.surveys.values()].filter(({ state }) => state === 'SurveyScheduled');
  }

  #take(event: RecordedEvent): void {
    const { id, position, stream, revision, metadata } = event;
    if (position !== this.position + 1)
      this.faults.push(`position ${position} follows ${this.position} in the ledger`);
    this.position = position;
    const before = this.ids.get(id);
    if (before !== undefined) this.faults.push(`event ${id} is at ${before} and again at ${position}`);
    this.ids.set(id, position);
    if (revision !== (this.#revisions.get(stream) ?? -1) + 1)
      this.faults.push(`${stream} has a hole before revision ${revision}`);
    this.#revisions.set(stream, revision);
    const events = this.byCommand.get(metadata.commandId);
    if (events) events.push(event);
    else this.byCommand.set(metadata.commandId, [event]);
    if (stream.startsWith('ticket-')) this.#follow(event);
  }

  #follow({ stream, type }: RecordedEvent): void {
    const ticketId = stream.slice('ticket-'.length);
    if (type === 'TicketOpened') this.#episodes.set(ticketId, 1);
    const episode = this.#episodes.get(ticketId) ?? 1;
    const key = `${ticketId}.${episode}`;
    const survey = this.surveys.get(key);
    if (type === 'SurveyScheduled') this.surveys.set(key, { ticketId, episode, state: type });
    if (type === 'SurveySent' && survey) survey.state = type;
    if (surveyEnds.has(type) && survey) survey.state = 'over';
    if (type === 'TicketReopened') {
      if (survey) survey.state = 'over';
      this.#episodes.set(ticketId, episode + 1);
    }
  }
}
