import type { EventView, TicketResponse } from '@caselog/api-contract';
import { negotiate } from '@caselog/words/pages';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useReaderLanguage } from '../../words/reader.ts';
import { Channels } from './parts/channels.tsx';
import { Frame } from './parts/frame.tsx';
import { usePageTitle } from './parts/page-title.ts';
import { useRequest } from './parts/queries.ts';
import { Happenings } from './request/events.tsx';
import { ReopenForm, ReplyForm, ThanksForm } from './request/forms.tsx';
import { ItemForm, type AskedItem } from './request/item-form.tsx';
import { Standing } from './request/standing.tsx';
import { faultInWords } from './words/faults.ts';
import { formats, say, type OutcomeKey } from './words/words.ts';

const route = getRouteApi('/help/requests/$ticketId');

const openingOf = (history: readonly EventView[]) =>
  history.find(({ type }) => type === 'TicketOpened')?.data as
    { readonly subject?: string; readonly requesterEmail?: string | null } | undefined;

/** What was asked and is still missing, as it was last asked. Pure. */
const openItemsOf = ({ state, history }: TicketResponse): readonly AskedItem[] => {
  const asked = history.flatMap(({ type, data }) =>
    type === 'DataRequested' ? (data['items'] as readonly AskedItem[]) : [],
  );
  return state.openItems.flatMap((itemId) => asked.findLast((item) => item.itemId === itemId) ?? []);
};

type Outcome = { readonly kind: OutcomeKey } & Readonly<Record<string, unknown>>;

const said = ['whatWasDone', 'solution', 'answer', 'recommendations', 'contact', 'why'] as const;

/** How it ended: what kind of end, and what the desk wrote with it. */
const Ending = ({ history }: { readonly history: readonly EventView[] }) => {
  const last = history.findLast(({ type }) => type === 'TicketResolved');
  const outcome = last?.data['outcome'] as Outcome | null | undefined;
  if (!outcome) return null;
  const words = said.map((field) => outcome[field]).find((each) => typeof each === 'string');
  return (
    <section className="notice" data-tone="good">
      <div>
        <p>{say(`outcome.${outcome.kind}`)}</p>
        {words !== undefined && <blockquote dir="auto">{words}</blockquote>}
      </div>
    </section>
  );
};

const over: ReadonlySet<string> = new Set(['resolved', 'surveyed']);

const Actions = ({ ticket }: { readonly ticket: TicketResponse }) => {
  const { ticketId, state, allowed, history } = ticket;
  const may = (type: (typeof allowed)[number]): boolean => allowed.includes(type);
  const isOver = over.has(state.lifecycle);
  const resolvedAt = history.findLastIndex(({ type }) => type === 'TicketResolved');
  const isThanked = history.slice(resolvedAt).some(({ type }) => type === 'RequesterThanked');
  return (
    <>
      {isOver && may('ThankDesk') && <ThanksForm ticketId={ticketId} isDone={isThanked} />}
      {may('ReopenTicket') && (
        <ReopenForm
          ticketId={ticketId}
          until={state.reopenableUntil === null ? null : formats().moment(state.reopenableUntil)}
        />
      )}
      {isOver && !may('ReopenTicket') && (
        <section className="panel">
          <h2>{say('followUp.title')}</h2>
          <p>{say('followUp.hint')}</p>
          <Link className="button" to="/help/ask" search={{}}>
            {say('start.ask')}
          </Link>
        </section>
      )}
      {!isOver && may('RecordRequesterReply') && <ReplyForm ticketId={ticketId} />}
    </>
  );
};

/** One request, in words for whoever made it: whose turn it is, what was promised, what is missing, what happened. */
export const RequestPage = () => {
  const language = useReaderLanguage();
  const { ticketId } = route.useParams();
  const { opened = false } = route.useSearch();
  const { data, error, dataUpdatedAt } = useRequest(ticketId);
  const opening = data && openingOf(data.ticket.history);
  const title = opening?.subject ?? say(error ? 'site.failed' : 'requests.unnamed');
  usePageTitle(title);
  if (!data)
    return (
      <Frame title={error ? title : say('site.loading')}>
        {error && <p role="alert">{faultInWords(error)}</p>}
      </Frame>
    );
  const { ticket, clock } = data;
  const items = openItemsOf(ticket);
  const email = opening?.requesterEmail;
  return (
    <Frame title={title} isTitleFree={opening?.subject !== undefined}>
      {error && (
        <p className="notice" data-tone="bad" role="status">
          {say('request.stale', { moment: formats().timeOfDay(dataUpdatedAt) })}
        </p>
      )}
      {opened && (
        <section className="notice" data-tone="good">
          <div>
            <h2>{say('request.opened')}</h2>
            {typeof email === 'string' && <p>{say('request.opened.hint', { email })}</p>}
          </div>
        </section>
      )}
      {over.has(ticket.state.lifecycle) && <Ending history={ticket.history} />}
      <Standing ticket={ticket} clock={clock} />
      {items.length > 0 && (
        <section aria-labelledby="items">
          <h2 id="items">{say('item.title')}</h2>
          {items.map((item) => (
            <ItemForm key={item.itemId} ticketId={ticketId} item={item} />
          ))}
        </section>
      )}
      <Actions ticket={ticket} />
      <section aria-labelledby="history">
        <h2 id="history">{say('request.history')}</h2>
        <Happenings ticketId={ticketId} history={ticket.history} />
      </section>
      <p className="muted">{say('request.asOf', { moment: formats().timeOfDay(dataUpdatedAt) })}</p>
      <Channels initial={negotiate(language)} />
    </Frame>
  );
};
