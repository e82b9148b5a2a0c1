import { chart, type TicketContext, type TicketState } from '@caselog/ticket';
import { UnknownConfigurationError } from './errors.ts';

/** The columns from which every read model of tickets goes on folding. None of them is personal. */
export interface StateColumns {
  ticket_id: string;
  /** The key of the chart's configuration. */
  configuration: string;
  /** JSON of the ticket's context. */
  context: string;
  /** When the present lifecycle state was entered: ISO 8601 UTC. */
  state_since: string;
  /** The last event taken: its place in the stream and in the ledger. */
  revision: number;
  position: number;
}

/** Those that change with an event. */
export const foldColumns = [
  'configuration',
  'context',
  'state_since',
  'revision',
  'position',
] as const satisfies readonly (keyof StateColumns)[];
export const stateColumns = ['ticket_id', ...foldColumns] as const;

/** A ticket as a read model holds it between batches. Entries change in place: they are the model's own. */
export interface Entry<Extra> {
  readonly ticketId: string;
  state: TicketState;
  stateSince: string;
  revision: number;
  position: number;
  readonly extra: Extra;
}

const configurations = new Map(
  chart.configurations.map((configuration) => [configuration.key, configuration]),
);

/** The state a row holds. Pure. @throws UnknownConfigurationError */
export const stateOf = (row: Pick<StateColumns, 'ticket_id' | 'configuration' | 'context'>): TicketState => {
  const configuration = configurations.get(row.configuration);
  if (!configuration) throw new UnknownConfigurationError(row.ticket_id, row.configuration);
  return { configuration, context: JSON.parse(row.context) as TicketContext };
};

/** A row as an entry. Pure. @throws UnknownConfigurationError */
export const entryOf = <Extra>(row: StateColumns, extra: Extra): Entry<Extra> => ({
  ticketId: row.ticket_id,
  state: stateOf(row),
  stateSince: row.state_since,
  revision: row.revision,
  position: row.position,
  extra,
});

/** An entry as its row, with the JSON of its context. Pure. */
export const columnsOf = (
  { ticketId, state, stateSince, revision, position }: Entry<unknown>,
  context: string,
): StateColumns => ({
  ticket_id: ticketId,
  configuration: state.configuration.key,
  context,
  state_since: stateSince,
  revision,
  position,
});
