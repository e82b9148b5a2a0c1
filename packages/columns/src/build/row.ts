import {
  channelSchema,
  linkKindSchema,
  outcomeKinds,
  prioritySchema,
  targetKindSchema,
  type EventData,
  type TicketEvent,
  type TicketEventType,
} from '@caselog/ticket';
import { impactCode, importedBit, inferredBit } from '../layout.ts';
import { instantMs } from './instant-ms.ts';
import type { Texts } from './texts.ts';

/** The part of a row that depends on the event's type. */
export interface Row {
  detail: number;
  a: number;
  b: number;
  /** Emptied by whoever hands the row in. */
  readonly extras: number[];
}

type Fill<Type extends TicketEventType> = (row: Row, data: EventData<Type>, texts: Texts) => void;

const priorities: readonly string[] = prioritySchema.options;
const channels: readonly string[] = channelSchema.options;
const targets: readonly string[] = targetKindSchema.options;
const links: readonly string[] = linkKindSchema.options;
const becauses: readonly string[] = ['supplied', 'requester-replied', 'resumed'];
const outcomes: readonly string[] = outcomeKinds;

/** 0 for null, else one more than the place among the options. */
const placeOf = (options: readonly string[], value: string | null): number =>
  value === null ? 0 : 1 + options.indexOf(value);

const opened: Fill<'TicketOpened'> = (row, data, texts) => {
  row.detail =
    priorities.indexOf(data.priority) |
    (impactCode(data.impact) << 2) |
    (placeOf(channels, data.channel) << 7) |
    (data.source ? importedBit : 0);
  row.a = texts.codeOf(data.requesterId);
  row.b = texts.codeOf(data.customerId);
  row.extras.push(texts.codeOf(data.language), texts.codeOf(data.source?.log));
};

const assigned: Fill<'TicketAssigned' | 'TicketReassigned'> = (row, data, texts) => {
  row.a = texts.codeOf(data.assigneeId);
  row.b = texts.codeOf(data.team);
};

const targeted: Fill<'TargetWarned' | 'TargetMissed'> = (row, data) => {
  row.detail = targets.indexOf(data.target);
  row.a = data.episode;
  row.extras.push(instantMs(data.dueAt));
};

const said: Fill<'ReplySent' | 'RequesterReplied'> = (row, { channel }) => {
  row.detail = placeOf(channels, channel);
};

const scored: Fill<'SurveyAnswered' | 'SurveyAnswerChanged'> = (row, { score }) => {
  row.detail = score;
};

const numbered = (row: Row, { number }: { readonly number: number }): void => {
  row.a = number;
};

const linked: Fill<'TicketLinked' | 'TicketUnlinked'> = (row, data, texts) => {
  row.detail = links.indexOf(data.kind);
  row.a = texts.codeOf(data.ticketId);
};

const resolved: Fill<'TicketResolved'> = (row, data, texts) => {
  row.detail = placeOf(outcomes, data.outcome?.kind ?? null);
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
  TicketReprioritised: (row, data) => {
    row.detail = priorities.indexOf(data.priority) | (impactCode(data.impact) << 2);
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

/** Writes what depends on the event's type into `row`, whose extras are empty. */
export const fillRow = (row: Row, event: TicketEvent, texts: Texts): void => {
  row.detail = 0;
  row.a = 0;
  row.b = 0;
  const fill: Fill<TicketEventType> | undefined = fills[event.type];
  fill?.(row, event.data, texts);
  if ((event.data as { readonly inferred?: boolean }).inferred === true) row.detail |= inferredBit;
};
