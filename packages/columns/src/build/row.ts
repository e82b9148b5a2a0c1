import type { EventData, TicketEventType } from '@caselog/ticket';
import { impactCode, importedBit, inferredBit } from '../layout.ts';
import { instantMs } from './instant-ms.ts';
import type { Texts } from './texts.ts';
import type { Words } from './words.ts';

/** The part of a row that depends on the event's type. */
export interface Row {
  detail: number;
  a: number;
  b: number;
  /** Emptied by whoever hands the row in. */
  readonly extras: number[];
}

type Fill<Type extends TicketEventType> = (
  row: Row,
  data: EventData<Type>,
  texts: Texts,
  words: Words,
) => void;

const becauses: readonly string[] = ['supplied', 'requester-replied', 'resumed'];

/** 0 for null, else one more than the place among the options. */
const placeOf = (options: readonly string[], value: string | null): number =>
  value === null ? 0 : 1 + options.indexOf(value);

const opened: Fill<'TicketOpened'> = (row, data, texts, words) => {
  row.detail =
    words.priorities.indexOf(data.priority) |
    (impactCode(data.impact) << 2) |
    (placeOf(words.channels, data.channel) << 7) |
    (data.source ? importedBit : 0);
  row.a = texts.codeOf(data.requesterId);
  row.b = texts.codeOf(data.customerId);
  row.extras.push(texts.codeOf(data.language), texts.codeOf(data.source?.log));
};

const assigned: Fill<'TicketAssigned' | 'TicketReassigned'> = (row, data, texts) => {
  row.a = texts.codeOf(data.assigneeId);
  row.b = texts.codeOf(data.team);
};

const targeted: Fill<'TargetWarned' | 'TargetMissed'> = (row, data, _, words) => {
  row.detail = words.targets.indexOf(data.target);
  row.a = data.episode;
  row.extras.push(instantMs(data.dueAt));
};

const said: Fill<'ReplySent' | 'RequesterReplied'> = (row, { channel }, _, words) => {
  row.detail = placeOf(words.channels, channel);
};

const scored: Fill<'SurveyAnswered' | 'SurveyAnswerChanged'> = (row, { score }) => {
  row.detail = score;
};

const numbered = (row: Row, { number }: { readonly number: number }): void => {
  row.a = number;
};

const linked: Fill<'TicketLinked' | 'TicketUnlinked'> = (row, data, texts, words) => {
  row.detail = words.links.indexOf(data.kind);
  row.a = texts.codeOf(data.ticketId);
};

const resolved: Fill<'TicketResolved'> = (row, data, texts, words) => {
  row.detail = placeOf(words.outcomes, data.outcome?.kind ?? null);
  row.a = texts.codeOf(data.resolvedBy.assigneeId);
  row.b = texts.codeOf(data.resolvedBy.team);
  row.extras.push(data.reopenableUntil === null ? Number.NaN : instantMs(data.reopenableUntil));
};

/** What a row holds of each type; a type that is not here has nothing to be read. */
const fills: { readonly [Type in TicketEventType]?: Fill<Type> } = {
  TicketOpened: opened,
  DataRequested: (row, { items }, texts) => {
    for (const { itemId } of items) row.extras.push(texts.codeOf(itemId));
  },
  WaitEnded: (row, { because }) => {
    row.detail = becauses.indexOf(because);
  },
  TicketEscalated: (row, { team }, texts) => {
    row.a = texts.codeOf(team);
  },
  TicketReferred: (row, { partnerId }, texts) => {
    row.a = texts.codeOf(partnerId);
  },
  TicketResolved: resolved,
  TicketReopened: (row, { to }) => {
    row.detail = to === 'escalated' ? 1 : 0;
  },
  ReplySent: said,
  RequesterReplied: said,
  TargetWarned: targeted,
  TargetMissed: targeted,
  SurveyScheduled: (row, { sendAfter, closesAt, language }, texts) => {
    row.a = texts.codeOf(language);
    row.extras.push(instantMs(sendAfter), instantMs(closesAt));
  },
  SurveyReminded: numbered,
  SurveyAnswered: scored,
  SurveyAnswerChanged: scored,
  SurveyBounced: (row, { status }, texts) => {
    row.a = texts.codeOf(status);
  },
  SurveySuppressed: (row, { reason }, texts) => {
    row.a = texts.codeOf(reason);
  },
  TicketAssigned: assigned,
  TicketReassigned: assigned,
  TicketReprioritised: (row, data, _, words) => {
    row.detail = words.priorities.indexOf(data.priority) | (impactCode(data.impact) << 2);
  },
  DataItemSupplied: (row, { itemId }, texts) => {
    row.a = texts.codeOf(itemId);
  },
  ReminderIssued: numbered,
  ReopenWindowClosed: (row, { episode, closedAt }) => {
    row.a = episode;
    row.extras.push(instantMs(closedAt));
  },
  OutageLinked: (row, data, texts) => {
    row.a = texts.codeOf(data.outageId);
    row.detail = (data.serviceCredit === 'requested' ? 1 : 0) | (data.incidentReport === 'requested' ? 2 : 0);
  },
  OutageUnlinked: (row, { outageId }, texts) => {
    row.a = texts.codeOf(outageId);
  },
  TicketLinked: linked,
  TicketUnlinked: linked,
};

/** Which values of a row are codes of texts, as bits. */
export const coded = { a: 1, b: 2, extras: 4 } as const;

const codedIn: { readonly [Type in TicketEventType]?: number } = {
  TicketOpened: coded.a | coded.b | coded.extras,
  DataRequested: coded.extras,
  TicketEscalated: coded.a,
  TicketReferred: coded.a,
  TicketResolved: coded.a | coded.b,
  SurveyScheduled: coded.a,
  SurveyBounced: coded.a,
  SurveySuppressed: coded.a,
  TicketAssigned: coded.a | coded.b,
  TicketReassigned: coded.a | coded.b,
  DataItemSupplied: coded.a,
  OutageLinked: coded.a,
  OutageUnlinked: coded.a,
  TicketLinked: coded.a,
  TicketUnlinked: coded.a,
};

/** Which values of a row of this type are codes of texts: bits of `coded`. Pure. */
export const codedOf = (type: string): number => codedIn[type as TicketEventType] ?? 0;

/** Writes what depends on the event's type into `row`, whose extras are empty. `data` has the current shape of the type. */
export const fillRow = (row: Row, type: string, data: unknown, texts: Texts, words: Words): void => {
  row.detail = 0;
  row.a = 0;
  row.b = 0;
  const fill: Fill<TicketEventType> | undefined = fills[type as TicketEventType];
  fill?.(row, data as EventData<TicketEventType>, texts, words);
  if ((data as { readonly inferred?: boolean }).inferred === true) row.detail |= inferredBit;
};
