import { calendarSchema, compileCalendar, type CalendarDefinition } from '@caselog/sla';
import { everyImpact, priorityOf, prioritySchema, UncoveredImpactError, type Impact } from '@caselog/ticket';
import type { UncheckedPolicy } from './document.ts';

/** A fault between parts of a policy, and where it shows. */
export interface CrossFault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

const duplicates = (values: readonly string[]): readonly number[] =>
  values.flatMap((value, index) => (values.indexOf(value) < index ? [index] : []));

const twiceDefined = ({ calendars, channels }: UncheckedPolicy): readonly CrossFault[] => [
  ...duplicates(calendars.map(({ id }) => id)).map((index) => ({
    path: ['calendars', index, 'id'],
    message: `the calendar ${calendars[index]?.id} is defined twice`,
  })),
  ...duplicates(channels.map(({ channel }) => channel)).map((index) => ({
    path: ['channels', index, 'channel'],
    message: `the channel ${channels[index]?.channel} is described twice`,
  })),
];

const unknownCalendars = ({ calendars, channels, hours, survey }: UncheckedPolicy): readonly CrossFault[] => {
  const known = new Set(calendars.map((calendar) => calendar.id));
  const named = [
    ...hours.map(({ calendar }, row) => ({ path: ['hours', row, 'calendar'], calendar })),
    ...channels.flatMap(({ offers }, row) =>
      offers.map(({ calendar }, place) => ({
        path: ['channels', row, 'offers', place, 'calendar'],
        calendar,
      })),
    ),
    ...(survey.sendHours === undefined
      ? []
      : [{ path: ['survey', 'sendHours'], calendar: survey.sendHours }]),
  ];
  return named
    .filter(({ calendar }) => !known.has(calendar))
    .map(({ path, calendar }) => ({ path, message: `there is no calendar ${calendar}` }));
};

const uncovered = (policy: UncheckedPolicy, impact: Impact): boolean => {
  try {
    priorityOf(impact, policy.impactMatrix);
    return false;
  } catch (error) {
    if (error instanceof UncoveredImpactError) return true;
    throw error;
  }
};

const openImpacts = (policy: UncheckedPolicy): readonly CrossFault[] =>
  everyImpact()
    .filter((impact) => uncovered(policy, impact))
    .map((impact) => ({
      path: ['impactMatrix'],
      message: `no row gives a priority to ${impact.access} access, ${impact.who}, workaround ${impact.workaround}`,
    }));

const openPriorities = ({ hours }: UncheckedPolicy): readonly CrossFault[] =>
  prioritySchema.options
    .filter((priority) => !hours.some((row) => row.priorities?.includes(priority) ?? true))
    .map((priority) => ({ path: ['hours'], message: `no calendar governs tickets of priority ${priority}` }));

/** A calendar may be well formed and still never open, every shift of it being a holiday. One with faults of its own has said so. */
const everOpen = (definition: CalendarDefinition): boolean =>
  !calendarSchema.safeParse(definition).success ||
  compileCalendar(definition, 'check').nextOpen(Date.UTC(2000, 0, 1)) !== undefined;

const neverOpen = ({ calendars }: UncheckedPolicy): readonly CrossFault[] =>
  calendars.flatMap((calendar, index) =>
    everOpen(calendar)
      ? []
      : [{ path: ['calendars', index], message: `the calendar ${calendar.id} never opens` }],
  );

type DurationTerm = UncheckedPolicy['reopenWindow'];

/** Whether one duration is surely no shorter than another: told only where both count in the same unit. */
const reaches = (duration: DurationTerm, end: DurationTerm): boolean => {
  const [unit, amount] = Object.entries(duration)[0] as [string, number];
  const limit = (end as Readonly<Record<string, number | undefined>>)[unit];
  return limit !== undefined && amount >= limit;
};

/** Reminders that come after the end would never be sent. */
const lateReminders = ({ silence, survey }: UncheckedPolicy): readonly CrossFault[] => [
  ...silence.reminders.flatMap((reminder, index) =>
    reaches(reminder, silence.closeAfter)
      ? [
          {
            path: ['silence', 'reminders', index],
            message: 'the reminder would come after the ticket is closed',
          },
        ]
      : [],
  ),
  ...survey.reminders.flatMap((reminder, index) =>
    reaches(reminder, survey.window)
      ? [
          {
            path: ['survey', 'reminders', index],
            message: 'the reminder would come after the survey is closed',
          },
        ]
      : [],
  ),
];

/** Every fault that no single field shows. Pure. */
export const faultsAcross = (policy: UncheckedPolicy): readonly CrossFault[] => [
  ...twiceDefined(policy),
  ...unknownCalendars(policy),
  ...openImpacts(policy),
  ...openPriorities(policy),
  ...neverOpen(policy),
  ...lateReminders(policy),
];
