import { shortMoment } from '../../../words/format.ts';
import { states, targets, type Lifecycle } from '../../../words/vocabulary.ts';

/** An event as people read it: what happened, what was said, and the facts beside it. */
export interface EventWords {
  readonly title: string;
  readonly said?: string | undefined;
  readonly facts: readonly (readonly [name: string, value: string])[];
}

type Data = Readonly<Record<string, unknown>>;

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined;

/** `dueAt` → `Due at`; `whatWasDone` → `What was done`. Pure. */
export const spaced = (name: string): string => {
  const words = name
    .replaceAll(/[-_]/g, ' ')
    .replaceAll(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
};

const instant = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;

const shown = (value: unknown): string | undefined => {
  if (value === null || value === undefined || value === '') return undefined;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return instant.test(value) ? shortMoment(value) : value;
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value))
    return (
      value
        .map(shown)
        .filter((each) => each !== undefined)
        .join('; ') || undefined
    );
  return Object.entries(value as Data)
    .flatMap(([key, each]) => {
      const words = shown(each);
      return words === undefined ? [] : [`${spaced(key).toLowerCase()}: ${words}`];
    })
    .join(', ');
};

const factsOf = (data: Data, told: readonly string[]): EventWords['facts'] =>
  Object.entries(data).flatMap(([key, value]) => {
    const words = told.includes(key) ? undefined : shown(value);
    return words === undefined ? [] : [[spaced(key), words] as const];
  });

const stateName = (value: unknown): string =>
  typeof value === 'string' && value in states
    ? states[value as Lifecycle].label.toLowerCase()
    : String(value);
const targetName = (value: unknown): string =>
  typeof value === 'string' && value in targets
    ? targets[value as keyof typeof targets].toLowerCase()
    : 'target';
const assignee = ({ assigneeId, team }: Data): string => text(assigneeId) ?? text(team) ?? 'nobody';
const outcomeOf = ({ outcome }: Data): Data =>
  typeof outcome === 'object' && outcome !== null ? (outcome as Data) : {};

type Sentence = (data: Data) => string;
/** Which field holds what was said, and which are told by the sentence. */
type Line = readonly [sentence: Sentence, said?: string, ...told: string[]];

const lines: Readonly<Record<string, Line>> = {
  TicketOpened: [
    ({ channel }) => `Opened${text(channel) ? ` by ${text(channel)}` : ''}`,
    'description',
    'channel',
    'subject',
  ],
  TicketTriaged: [() => 'Triaged'],
  DataRequested: [
    ({ items }) =>
      `Asked for ${Array.isArray(items) && items.length > 1 ? `${items.length} things` : 'data'}`,
  ],
  WaitEnded: [({ because }) => `The wait ended: ${shown(because) ?? ''}`, undefined, 'because'],
  TicketEscalated: [({ team }) => `Escalated${text(team) ? ` to ${text(team)}` : ''}`, 'reason', 'team'],
  TicketReferred: [({ partnerId }) => `Referred to ${text(partnerId) ?? 'a partner'}`, 'brief', 'partnerId'],
  TicketResolved: [
    (data) =>
      `Resolved${text(outcomeOf(data)['kind']) ? `: ${spaced(String(outcomeOf(data)['kind'])).toLowerCase()}` : ''}`,
  ],
  TicketReopened: [({ to }) => `Reopened, now ${stateName(to)}`, 'reason', 'to'],
  ReplySent: [({ channel }) => `Replied by ${text(channel) ?? 'some channel'}`, 'body', 'channel'],
  RequesterReplied: [
    ({ channel }) => `The requester replied by ${text(channel) ?? 'some channel'}`,
    'body',
    'channel',
  ],
  TargetWarned: [({ target }) => `Warned: ${targetName(target)} is soon due`, undefined, 'target'],
  TargetMissed: [({ target }) => `Missed the ${targetName(target)} target`, undefined, 'target'],
  SurveyScheduled: [() => 'Survey planned'],
  SurveySent: [() => 'Survey sent'],
  SurveyReminded: [({ number }) => `Survey reminder ${shown(number) ?? ''} sent`, undefined, 'number'],
  SurveyAnswered: [({ score }) => `Survey answered: ${shown(score) ?? '?'} of 5`, 'comment', 'score'],
  SurveyAnswerChanged: [
    ({ score }) => `Survey answer changed: ${shown(score) ?? '?'} of 5`,
    'comment',
    'score',
  ],
  SurveyLapsed: [() => 'Survey lapsed unanswered'],
  SurveyBounced: [() => 'The survey’s mail bounced'],
  SurveyDeclined: [() => 'Survey declined'],
  SurveySuppressed: [({ reason }) => `No survey: ${shown(reason) ?? ''}`, undefined, 'reason'],
  TicketAssigned: [(data) => `Assigned to ${assignee(data)}`, undefined, 'assigneeId'],
  TicketReassigned: [(data) => `Reassigned to ${assignee(data)}`, undefined, 'assigneeId'],
  TicketReprioritised: [({ priority }) => `Now ${shown(priority) ?? ''}`, undefined, 'priority'],
  NoteAdded: [() => 'Note', 'body'],
  DataItemSupplied: [({ itemId }) => `Supplied: ${shown(itemId) ?? ''}`, 'text', 'itemId', 'files'],
  RequesterThanked: [() => 'The requester thanked', 'body'],
  ReminderIssued: [({ number }) => `Reminder ${shown(number) ?? ''} to the requester`, undefined, 'number'],
  ReopenWindowClosed: [() => 'The window for reopening closed'],
  OutageLinked: [({ outageId }) => `Linked to the outage ${shown(outageId) ?? ''}`, undefined, 'outageId'],
  OutageUnlinked: [
    ({ outageId }) => `Unlinked from the outage ${shown(outageId) ?? ''}`,
    undefined,
    'outageId',
  ],
  TicketLinked: [({ kind }) => `Linked: ${shown(kind) ?? ''}`, undefined, 'kind'],
  TicketUnlinked: [({ kind }) => `Unlinked: ${shown(kind) ?? ''}`, undefined, 'kind'],
  FactRecorded: [() => 'Recorded from the log'],
  NonconformingFactRecorded: [() => 'A row of the log that the chart does not take'],
};

/** An event in words. Also one this page has never heard of: its name, and what it holds. Pure but for the reader's locale. */
export const eventWords = (type: string, data: Data): EventWords => {
  const [sentence, said, ...told] = lines[type] ?? [() => spaced(type)];
  return {
    title: sentence(data),
    said: said === undefined ? undefined : text(data[said]),
    facts: factsOf(data, [...told, ...(said === undefined ? [] : [said])]),
  };
};
