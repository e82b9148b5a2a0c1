import type { Explanation } from './explain.ts';
import type { Because } from './facts.ts';

/** For whom a sentence is written: in which zone they read a clock, and when. */
export interface Reader {
  readonly zone: string;
  readonly nowMs: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  formats.set(zone, made);
  return made;
}

/** `4 Nov 10:42`, with the year when it is not the reader's, without the date when `dayOfMs` is on the same day. */
function moment({ zone, nowMs }: Reader, instantMs: number, dayOfMs?: number): string {
  const read = (ms: number) =>
    Object.fromEntries(
      format(zone)
        .formatToParts(ms)
        .map((part) => [part.type, part.value]),
    );
  const { day, month, year, hour, minute } = read(instantMs);
  const date = year === read(nowMs).year ? `${day} ${month}` : `${day} ${month} ${year}`;
  const other = dayOfMs === undefined ? undefined : read(dayOfMs);
  const sameDay =
    other !== undefined && `${other.day} ${other.month} ${other.year}` === `${day} ${month} ${year}`;
  return sameDay ? `${hour}:${minute}` : `${date} ${hour}:${minute}`;
}

const items: Readonly<Record<string, string>> = {
  'reproduction-steps': 'the steps that cause the problem',
  'troubleshooting-steps': 'the result of the troubleshooting steps',
  'log-files': 'the log files',
  'message-headers': 'the message headers',
};
const list = new Intl.ListFormat('en-GB', { type: 'conjunction' });

const reasons: Readonly<Record<string, (params: Because['params']) => string>> = {
  'data-requested': (params) => {
    const asked = [params?.items ?? []].flat().map((item) => items[item] ?? 'further details');
    return asked.length === 0
      ? 'we asked for further details'
      : `we asked for ${list.format(new Set(asked))}`;
  },
  referred: () => 'it needs their help',
  escalated: () => 'it needs our specialists',
  'data-supplied': () => 'you sent what we asked for',
  reopened: () => 'the problem was not solved yet',
};

const desk: Readonly<Record<string, string>> = {
  opened: 'In our queue',
  triaged: 'With our support desk',
  escalated: 'With our specialists',
};

function subject({ key, state, toMs }: Explanation): string {
  switch (key) {
    case 'desk':
      return desk[state] ?? 'With our support desk';
    case 'requester':
      return toMs === undefined ? 'Waiting for you' : 'We waited for you';
    case 'third-party':
      return 'With a support partner';
    case 'closed-hours':
      return toMs === undefined ? 'Our desk is closed' : 'Our desk was closed';
    case 'resolved':
      return 'Resolved';
    default:
      return key satisfies never;
  }
}

function reason({ key, toMs, holder, because }: Explanation): string {
  if (key === 'closed-hours') {
    if (holder === 'requester')
      return toMs === undefined ? ', and we wait for you' : ', while we waited for you';
    if (holder === 'third-party')
      return `, and a support partner ${toMs === undefined ? 'has' : 'had'} your request`;
    return '';
  }
  const words = because === undefined ? undefined : reasons[because.key]?.(because.params);
  return words === undefined ? '' : `, because ${words}`;
}

/**
 * An explanation in plain English, as its requester would want to read it: `Waiting for you since 4 Nov 10:42, because we
 * asked for the log files`. Pure. It names no person, and a reason it does not know is left out.
 */
export function inEnglish(explanation: Explanation, reader: Reader): string {
  const { key, fromMs, toMs, sinceMs } = explanation;
  const when =
    toMs === undefined
      ? `since ${moment(reader, key === 'closed-hours' ? fromMs : sinceMs)}`
      : `from ${moment(reader, fromMs)} to ${moment(reader, toMs, fromMs)}`;
  return `${subject(explanation)} ${when}${reason(explanation)}`;
}
