import type { Env } from '@caselog/env';
import {
  createCodec,
  createCommandLoop,
  type CommandOutcome,
  type DomainEvent,
  type EventSchemas,
  type EventStore,
} from '@caselog/event-store';
import {
  customerEventSchemas,
  customerStream,
  decideCustomer,
  decideOutage,
  decidePartner,
  decidePerson,
  evolveCustomer,
  evolveOutage,
  evolvePartner,
  evolvePerson,
  outageEventSchemas,
  outageStream,
  partnerEventSchemas,
  partnerStream,
  personEventSchemas,
  personStream,
  registryOf,
  type Customer,
  type CustomerCommand,
  type CustomerEvent,
  type Outage,
  type OutageCommand,
  type OutageEvent,
  type Partner,
  type PartnerCommand,
  type PartnerEvent,
  type Person,
  type PersonCommand,
  type PersonEvent,
  type RegisterDecision,
  type RegisterRefusal,
  type Schemas,
} from '@caselog/registers';

/** A command on one entry of a register, with who gives it and under which id. */
export interface RegisterEnvelope<Command> {
  readonly commandId: string;
  readonly actor: string;
  /** Of the customer, outage or partner. */
  readonly id: string;
  readonly command: Command;
  readonly occurredAt?: string;
  readonly expectedRevision?: number;
}

export type RegisterAnswer =
  | {
      readonly outcome: 'accepted';
      readonly repeated: boolean;
      readonly revision: number;
      readonly position: number;
      readonly events: readonly string[];
    }
  | { readonly outcome: 'refused'; readonly refusal: RegisterRefusal }
  | { readonly outcome: 'conflict'; readonly expected: number; readonly actual: number };

export interface RegisterOf<State, Command> {
  execute(envelope: RegisterEnvelope<Command>): Promise<RegisterAnswer>;
  load(id: string): Promise<State | undefined>;
}

interface Kind<State, Command, Event extends DomainEvent> {
  readonly schemas: Schemas;
  readonly stream: (id: string) => string;
  readonly evolve: (state: State | undefined, event: Event) => State;
  readonly decide: (command: Command, state: State | undefined) => RegisterDecision<Event>;
}

const toAnswer = <State, Event extends DomainEvent>(
  outcome: CommandOutcome<State, Event, RegisterRefusal>,
  head: number,
): RegisterAnswer => {
  if (outcome.outcome === 'refused') return { outcome: 'refused', refusal: outcome.refusal };
  if (outcome.outcome === 'conflict') {
    return { outcome: 'conflict', expected: Number(outcome.expected), actual: outcome.actual };
  }
  const unchanged = outcome.outcome === 'unchanged';
  return {
    outcome: 'accepted',
    repeated: outcome.outcome === 'repeated',
    revision: outcome.revision,
    position: unchanged ? head : outcome.position,
    events: unchanged ? [] : outcome.events.map((event) => event.type),
  };
};

const registerOf = <State, Command, Event extends DomainEvent>(
  { store, env }: { readonly store: EventStore; readonly env: Env },
  { schemas, stream, evolve, decide }: Kind<State, Command, Event>,
): RegisterOf<State, Command> => {
  const loop = createCommandLoop<State | undefined, Command, Event, RegisterRefusal>({
    store,
    env,
    codec: createCodec(registryOf(schemas) as unknown as EventSchemas<Event>),
    initial: undefined,
    evolve: (state, event) => evolve(state, event as unknown as Event),
    decide,
  });
  return {
    async execute({ id, expectedRevision, ...envelope }) {
      const outcome = await loop.handle(stream(id), envelope, { expectedRevision });
      return toAnswer(outcome, outcome.outcome === 'unchanged' ? await store.head() : 0);
    },
    load: async (id) => (await loop.load(stream(id))).state,
  };
};

/** The registers beside the ticket: customers, outages, partners, people. */
export interface Registers {
  readonly customers: RegisterOf<Customer, CustomerCommand>;
  readonly outages: RegisterOf<Outage, OutageCommand>;
  readonly partners: RegisterOf<Partner, PartnerCommand>;
  readonly people: RegisterOf<Person, PersonCommand>;
}

/** The registers over an event store. Not pure: reads and writes the store. */
export const createRegisters = (ledger: { readonly store: EventStore; readonly env: Env }): Registers => ({
  customers: registerOf<Customer, CustomerCommand, CustomerEvent>(ledger, {
    schemas: customerEventSchemas,
    stream: customerStream,
    evolve: evolveCustomer,
    decide: decideCustomer,
  }),
  outages: registerOf<Outage, OutageCommand, OutageEvent>(ledger, {
    schemas: outageEventSchemas,
    stream: outageStream,
    evolve: evolveOutage,
    decide: decideOutage,
  }),
  partners: registerOf<Partner, PartnerCommand, PartnerEvent>(ledger, {
    schemas: partnerEventSchemas,
    stream: partnerStream,
    evolve: evolvePartner,
    decide: decidePartner,
  }),
  people: registerOf<Person, PersonCommand, PersonEvent>(ledger, {
    schemas: personEventSchemas,
    stream: personStream,
    evolve: evolvePerson,
    decide: decidePerson,
  }),
});
