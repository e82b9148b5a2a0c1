import { describe, expect, it } from 'vitest';
import {
  agreementAt,
  decideCustomer,
  decideOutage,
  customerCommandSchemas,
  decidePartner,
  decidePerson,
  evolveCustomer,
  evolveOutage,
  evolvePartner,
  evolvePerson,
  hasOptedOut,
  partnerCommandSchemas,
  type CustomerCommand,
  type OutageCommand,
  type PartnerCommand,
  type PersonCommand,
  type RegisterDecision,
} from '../src/index.ts';

/** The state after these commands, each of which must be taken. */
const after = <State, Command, Event>(
  decide: (command: Command, state: State | undefined) => RegisterDecision<Event>,
  evolve: (state: State | undefined, event: Event) => State,
  commands: readonly Command[],
): State | undefined =>
  commands.reduce<State | undefined>((state, command) => {
    const decision = decide(command, state);
    if ('refusal' in decision) throw new Error(decision.refusal.message);
    return decision.events.reduce<State | undefined>(evolve, state);
  }, undefined);
const customer = (...commands: CustomerCommand[]) => after(decideCustomer, evolveCustomer, commands);
const outage = (...commands: OutageCommand[]) => after(decideOutage, evolveOutage, commands);
const partner = (...commands: PartnerCommand[]) => after(decidePartner, evolvePartner, commands);

const register: CustomerCommand = {
  type: 'RegisterCustomer',
  data: { edition: 'premium', administrators: ['p-1', 'p-1', 'p-2'] },
};
const announce: OutageCommand = {
  type: 'AnnounceOutage',
  data: { title: 'Sign-in is slow', affects: ['sign-in'], text: 'We look into it.' },
};
const join: PartnerCommand = {
  type: 'RegisterPartner',
  data: { name: 'Partner One', languages: ['pl'], regions: ['Europe'] },
};
const sign = {
  type: 'SignDataAgreement',
  data: { reference: 'dpa-1', validFrom: '2026-01-01T00:00:00.000Z', validUntil: '2027-01-01T00:00:00.000Z' },
} as const;

describe('A person', () => {
  const wish = { topic: 'surveys', how: 'one-click' } as const;
  const person = (...commands: PersonCommand[]) => after(decidePerson, evolvePerson, commands);

  it('is asked for surveys until it says no, and again once it says yes', () => {
    expect(hasOptedOut(undefined, 'surveys')).toBe(false);
    expect(hasOptedOut(person({ type: 'OptOut', data: wish }), 'surveys')).toBe(true);
    const back = person({ type: 'OptOut', data: wish }, { type: 'OptIn', data: { ...wish, how: 'page' } });
    expect(hasOptedOut(back, 'surveys')).toBe(false);
  });

  it('records a wish once', () => {
    const out = person({ type: 'OptOut', data: wish });
    expect(decidePerson({ type: 'OptOut', data: wish }, out)).toEqual({ events: [] });
    expect(decidePerson({ type: 'OptIn', data: wish }, undefined)).toEqual({ events: [] });
  });
});

describe('A customer', () => {
  it('is written to in its language and zone, where they are known', () => {
    const locale = { language: 'pl', zone: 'Europe/Warsaw' };
    const known = customer(register, { type: 'ChangeCustomerLocale', data: locale });
    expect(known).toMatchObject({ edition: 'premium', ...locale });
    expect(decideCustomer({ type: 'ChangeCustomerLocale', data: locale }, known)).toEqual({ events: [] });
    const { ChangeCustomerLocale } = customerCommandSchemas;
    expect(() => ChangeCustomerLocale.parse({ ...locale, zone: 'Europe/Nowhere' })).toThrow('IANA');
  });

  it('has an edition and its administrators, each once', () => {
    expect(customer(register)).toEqual({
      edition: 'premium',
      administrators: ['p-1', 'p-2'],
      language: null,
      zone: null,
    });
  });

  it('is registered once and changed only when known', () => {
    expect(decideCustomer(register, customer(register))).toMatchObject({
      refusal: { reason: 'already-registered' },
    });
    const change = { type: 'ChangeCustomerEdition', data: { edition: 'free' } } as const;
    expect(decideCustomer(change, undefined)).toMatchObject({ refusal: { reason: 'unknown' } });
    expect(customer(register, change)?.edition).toBe('free');
  });

  it('records nothing for what is so already', () => {
    const add = { type: 'AddAdministrator', data: { personId: 'p-1' } } as const;
    expect(decideCustomer(add, customer(register))).toEqual({ events: [] });
    const remove = { type: 'RemoveAdministrator', data: { personId: 'p-9' } } as const;
    expect(decideCustomer(remove, customer(register))).toEqual({ events: [] });
  });
});

describe('An outage', () => {
  it('is open from its announcement until it is resolved, and never again', () => {
    const resolve = {
      type: 'ResolveOutage',
      data: { summary: 'A cache was cleared.', language: 'en' },
    } as const;
    expect(outage(announce)).toMatchObject({ status: 'open', lastWord: 'We look into it.' });
    const resolved = outage(announce, resolve);
    expect(resolved).toMatchObject({ status: 'resolved', lastWord: 'A cache was cleared.' });
    expect(decideOutage(resolve, resolved)).toMatchObject({ refusal: { reason: 'forbidden' } });
  });
});

describe('A partner', () => {
  it('may be shown data only inside an agreement', () => {
    const known = partner(join, sign);
    expect(known && agreementAt(known, '2026-06-01T00:00:00.000Z')?.reference).toBe('dpa-1');
    expect(known && agreementAt(known, '2027-01-01T00:00:00.000Z')).toBeUndefined();
  });

  it('loses an agreement that ends early from that instant on', () => {
    const end = {
      type: 'EndDataAgreement',
      data: { reference: 'dpa-1', endedAt: '2026-03-01T00:00:00.000Z' },
    } as const;
    const known = partner(join, sign, end);
    expect(known && agreementAt(known, '2026-02-01T00:00:00.000Z')).toBeDefined();
    expect(known && agreementAt(known, '2026-03-01T00:00:00.000Z')).toBeUndefined();
  });

  it('signs no agreement that ends before it begins', () => {
    const backwards = { ...sign.data, validUntil: sign.data.validFrom };
    expect(partnerCommandSchemas.SignDataAgreement.safeParse(backwards).success).toBe(false);
  });
});
