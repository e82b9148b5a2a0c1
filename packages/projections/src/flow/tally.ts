import type { Insertable } from 'kysely';
import { isInferred } from '../fold/decode.ts';
import type { Step } from '../fold/ticket-folds.ts';
import type { FlowTables } from './tables.ts';

type EdgeRow = Insertable<FlowTables['flow_edge']>;
type Walked = Omit<EdgeRow, 'lane'>;
type StateRow = Insertable<FlowTables['flow_state']>;

/** How long a ticket stayed, in milliseconds: 0 where its log's times run backwards. Pure. */
const stayMs = (since: string, until: string): number => Math.max(0, Date.parse(until) - Date.parse(since));

/** What the events of a transaction add to the flow. */
export class FlowTally {
  readonly #tickets = new Map<string, number>();
  readonly #edges = new Map<string, Walked>();

  add({ event, before, beforeSince, entry }: Step<undefined>): void {
    const to = entry.state.configuration.lifecycle;
    const from = before?.configuration.lifecycle;
    if (from === to) return;
    this.#count(to, 1);
    if (from === undefined) return;
    this.#count(from, -1);
    const edge = this.#edge(from, to);
    const ms = stayMs(beforeSince, event.at);
    edge[isInferred(event) ? 'inferred' : 'observed'] += 1;
    edge.total_ms += ms;
    edge.max_ms = Math.max(edge.max_ms, ms);
  }

  /** In the rows of a lane. */
  rows(lane: number): { readonly states: readonly StateRow[]; readonly edges: readonly EdgeRow[] } {
    return {
      states: [...this.#tickets].map(([state, tickets]) => ({ lane, state, tickets })),
      edges: [...this.#edges.values()].map((edge) => ({ lane, ...edge })),
    };
  }

  #count(state: string, difference: number): void {
    this.#tickets.set(state, (this.#tickets.get(state) ?? 0) + difference);
  }

  #edge(from: string, to: string): Walked {
    const key = `${from} ${to}`;
    const edge = this.#edges.get(key) ?? {
      from_state: from,
      to_state: to,
      observed: 0,
      inferred: 0,
      total_ms: 0,
      max_ms: 0,
    };
    this.#edges.set(key, edge);
    return edge;
  }
}
