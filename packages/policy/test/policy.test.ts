import { addDuration } from '@caselog/sla';
import { describe, expect, it } from 'vitest';
import {
  channelsAt,
  compilePolicy,
  defaultPolicy,
  entitlementOf,
  InvalidPolicyError,
  parsePolicy,
  policyPublishedSchema,
  type PolicyInput,
} from '../src/index.ts';

const reference = compilePolicy(parsePolicy(defaultPolicy), 'reference-1', 'test');
const at = (instant: string): number => Date.parse(instant);
const resolved = (kind: 'answered' | 'duplicate') =>
  reference.rules.planSurvey({
    outcome:
      kind === 'answered' ? { kind, answer: 'yes' } : { kind, of: '018f0000-0000-7000-8000-000000000001' },
    language: 'en',
    resolvedAt: '2026-03-02T09:00:00.000Z',
  });

/** The faults of the reference policy with some parts replaced. */
const faultsOf = (changes: Partial<Record<keyof PolicyInput, unknown>>) => {
  try {
    parsePolicy({ ...defaultPolicy, ...changes });
    return [];
  } catch (error) {
    if (error instanceof InvalidPolicyError) return error.faults;
    throw error;
  }
};
const calendar = (change: object) => ({
  kind: 'business',
  id: 'desk',
  version: 1,
  zone: 'UTC',
  weekly: [{ days: ['monday'], from: '09:00', to: '17:00' }],
  ...change,
});
const withDesk = (change: object) =>
  faultsOf({
    calendars: [...(defaultPolicy.calendars ?? []).filter(({ id }) => id !== 'desk'), calendar(change)],
  });

describe('The reference policy', () => {
  it('promises a first response within one business day, for every priority', () => {
    for (const priority of ['P1', 'P2', 'P3', 'P4'] as const) {
      expect(reference.termsFor(priority).targets).toMatchObject([
        { kind: 'first-response', within: { businessDays: 1 } },
      ]);
    }
  });

  it('counts a business day in desk hours: asked on a Friday afternoon, due on Monday at the same time', () => {
    const { calendar: hours, targets } = reference.termsFor('P3');
    const friday = at('2026-03-06T23:00:00Z'); // 15:00 Pacific
    const due = addDuration(hours, friday, targets[0]!.within);
    expect(due).toBe(at('2026-03-09T22:00:00Z')); // 15:00, in summer time by then
  });

  it('asks for an opinion after an answer and never after a duplicate', () => {
    expect(resolved('answered')).toEqual({
      plan: 'schedule',
      sendAfter: '2026-03-02T09:00:00.000Z',
      closesAt: '2026-03-16T09:00:00.000Z',
    });
    expect(resolved('duplicate')).toMatchObject({ plan: 'suppress' });
  });

  it('lets a premium administrator in and points everybody else somewhere', () => {
    expect(entitlementOf(reference, { kind: 'administrator', edition: 'premium' })).toMatchObject({
      entitled: true,
    });
    expect(entitlementOf(reference, { kind: 'administrator', edition: 'free' })).toMatchObject({
      entitled: false,
      pointer: { url: 'https://help.example.com/' },
    });
    expect(entitlementOf(reference, { kind: 'administrator', edition: 'constructor' })).toMatchObject({
      entitled: false,
    });
    expect(entitlementOf(reference, { kind: 'lost-password' })).toMatchObject({
      pointer: { url: 'https://help.example.com/reset-password' },
    });
    expect(entitlementOf(reference, { kind: 'consumer' })).toMatchObject({ entitled: false });
  });
});

describe('Channels', () => {
  const open = (language: string, instant: string) =>
    Object.fromEntries(
      channelsAt(reference, language, at(instant)).map(({ channel, open: isOpen }) => [channel, isOpen]),
    );

  it.each([
    ['en', '2026-03-08T03:00:00Z', { phone: true, chat: true, email: true }],
    ['es', '2026-03-09T14:30:00Z', { phone: true, chat: true, email: true }],
    ['es', '2026-03-09T12:30:00Z', { phone: true, chat: false, email: true }],
    ['es', '2026-03-08T18:00:00Z', { phone: true, chat: false, email: true }],
    ['ja', '2026-03-09T00:00:00Z', { phone: true, chat: true, email: true }],
    ['ja', '2026-03-09T09:00:00Z', { phone: true, chat: false, email: true }],
    ['sv', '2026-03-09T09:00:00Z', { phone: false, chat: false, email: true }],
    ['pt-BR', '2026-03-09T09:00:00Z', { phone: true, chat: false, email: true }],
  ])('serve %s at %s as the policy says', (language, instant, expected) => {
    expect(open(language, instant)).toEqual(expected);
  });

  it('say when they next open, and whether they serve a language at all', () => {
    const chat = (language: string) =>
      channelsAt(reference, language, at('2026-03-07T12:00:00Z')).find(({ channel }) => channel === 'chat');
    expect(chat('ja')).toMatchObject({
      served: true,
      open: false,
      opensAtMs: at('2026-03-09T00:00:00Z'),
      zone: 'Asia/Tokyo',
    });
    expect(chat('sv')).toMatchObject({ served: false, open: false, opensAtMs: undefined });
  });
});

describe('A policy is refused', () => {
  it.each([
    ['an unknown zone', () => withDesk({ zone: 'Mars/Olympus' }), 'calendars.3.zone'],
    [
      'overlapping shifts',
      () =>
        withDesk({
          weekly: [
            { days: ['monday'], from: '09:00', to: '12:00' },
            { days: ['monday'], from: '11:00', to: '17:00' },
          ],
        }),
      'calendars.3.weekly.1',
    ],
    ['an empty calendar', () => withDesk({ weekly: [] }), 'calendars.3.weekly'],
    ['a calendar nobody defines', () => faultsOf({ hours: [{ calendar: 'night' }] }), 'hours.0.calendar'],
    [
      'a priority without hours',
      () => faultsOf({ hours: [{ priorities: ['P1'], calendar: 'desk' }] }),
      'hours',
    ],
    [
      'an impact without a priority',
      () => faultsOf({ impactMatrix: [{ priority: 'P1', access: ['critical'] }] }),
      'impactMatrix',
    ],
    [
      'a reminder after the closing',
      () => faultsOf({ silence: { reminders: [{ businessDays: 9 }], closeAfter: { businessDays: 9 } } }),
      'silence.reminders.0',
    ],
    [
      'a survey reminder after the survey has closed',
      () => faultsOf({ survey: { window: { wallDays: 14 }, reminders: [{ wallDays: 14 }] } }),
      'survey.reminders.0',
    ],
    [
      'hours for surveys that nobody defines',
      () => faultsOf({ survey: { window: { wallDays: 14 }, sendHours: 'night' } }),
      'survey.sendHours',
    ],
    [
      'a target of no time',
      () => faultsOf({ targets: [{ kind: 'first-response', within: { businessDays: 0 } }] }),
      'targets.0.within.businessDays',
    ],
    ['an unknown field', () => faultsOf({ title: 'x', surprise: 1 } as object), '(document)'],
    [
      'a channel described twice',
      () => faultsOf({ channels: [...(defaultPolicy.channels ?? []), defaultPolicy.channels[0]] }),
      'channels.3.channel',
    ],
  ])('for %s, naming its path', (_, faults, path) => {
    expect(faults().map((fault) => fault.path)).toContain(path);
  });

  it('for a calendar whose every day is an exception only where it never opens at all', () => {
    expect(withDesk({ exceptions: [{ date: '2026-01-05', hours: 'closed' }] })).toEqual([]);
  });
});

describe('The hours in which surveys go out', () => {
  it('are any hours, where the policy names none', () => {
    expect(reference.surveyHours()).toBeUndefined();
    expect(reference.surveyHours('Asia/Tokyo')).toBeUndefined();
  });

  it('are read on the requester’s clock where its zone is known, else on the desk’s', () => {
    const survey = { ...defaultPolicy.survey, sendHours: 'desk' };
    const policy = compilePolicy(parsePolicy({ ...defaultPolicy, survey }), 'reference-2', 'test');
    const monday = at('2026-03-02T00:00:00Z');
    expect(policy.surveyHours()?.nextOpen(monday)).toBe(at('2026-03-02T00:00:00Z') + 16 * 3_600_000);
    expect(policy.surveyHours('Asia/Tokyo')?.nextOpen(monday)).toBe(monday);
    expect(policy.surveyHours('Europe/Warsaw')?.nextOpen(monday)).toBe(monday + 7 * 3_600_000);
  });
});

describe('A policy that was published before surveys had reminders', () => {
  it('stays valid and promises neither reminders nor other mails', () => {
    const { mail: _, ...rest } = parsePolicy(defaultPolicy);
    const { reminders: __, ...survey } = rest.survey;
    const old = { number: 1, document: { ...rest, survey }, note: null };
    const read = policyPublishedSchema.parse(policyPublishedSchema.upcast[1](old));
    expect(parsePolicy(read.document)).toMatchObject({
      survey: { reminders: [], capPerPersonAndMonth: 2 },
      mail: { notices: [] },
    });
  });

  it('written anew without a word on mails tells a requester everything', () => {
    expect(reference.document.mail.notices).toEqual([
      'opened',
      'reply',
      'data-request',
      'reminder',
      'resolution',
    ]);
  });
});
