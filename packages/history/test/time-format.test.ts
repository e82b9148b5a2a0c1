import { describe, expect, it } from 'vitest';
import { timeReader, TimeFormatError } from '../src/import/time-format.ts';

const read = (format: string, text: string, zone = 'UTC'): string | undefined => {
  const ms = timeReader({ format, zone })(text);
  return ms === undefined ? undefined : new Date(ms).toISOString();
};

describe('a time of a log', () => {
  it.each([
    ['D/M/YYYY HH:mm', '29/2/2016 01:23', 'UTC', '2016-02-29T01:23:00.000Z'],
    ['DD.MM.YYYY HH:mm:ss', '05.03.2016 12:00:09', 'UTC', '2016-03-05T12:00:09.000Z'],
    ["YYYY-MM-DD'T'HH:mm:ss.SSSZ", '2011-10-01T00:30:00.250+02:00', 'UTC', '2011-09-30T22:30:00.250Z'],
    ['M/D/YYYY h:mm A', '3/5/2016 12:05 AM', 'UTC', '2016-03-05T00:05:00.000Z'],
    ['M/D/YYYY h:mm A', '3/5/2016 12:05 pm', 'UTC', '2016-03-05T12:05:00.000Z'],
    ['DD-MMM-YYYY HH:mm', '05-Mar-2016 07:00', 'UTC', '2016-03-05T07:00:00.000Z'],
    ['D/M/YYYY HH:mm', '1/7/2016 12:00', 'Asia/Kolkata', '2016-07-01T06:30:00.000Z'],
    ['ISO', '2016-03-05T07:00:00+01:00', 'UTC', '2016-03-05T06:00:00.000Z'],
    ['ISO', '2016-03-05 07:00:00.1234567', 'America/New_York', '2016-03-05T12:00:00.123Z'],
    ['ISO', '2016-03-05', 'UTC', '2016-03-05T00:00:00.000Z'],
    ['epoch-seconds', '1457161200.5', 'UTC', '2016-03-05T07:00:00.500Z'],
    ['epoch-milliseconds', '1457161200500', 'UTC', '2016-03-05T07:00:00.500Z'],
  ])('in the form %s: %s in %s is %s', (format, text, zone, expected) => {
    expect(read(format, text, zone)).toBe(expected);
  });

  it.each([
    ['D/M/YYYY HH:mm', '31/2/2016 01:00'],
    ['ISO', '2016-03-05T07:00:00+25:00'],
    ['ISO', '2016-03-05T07:00:00+01:60'],
    ['D/M/YYYY HH:mmZ', '1/1/2016 01:00-24:00'],
    ['D/M/YYYY HH:mm', '29/2/2015 01:00'],
    ['D/M/YYYY HH:mm', '1/13/2016 01:00'],
    ['D/M/YYYY HH:mm', '1/1/2016 24:00'],
    ['D/M/YYYY HH:mm', '1/1/2016 1:00'],
    ['D/M/YYYY HH:mm', '1/1/2016 01:00 '],
    ['M/D/YYYY h:mm A', '3/5/2016 13:05 PM'],
    ['DD-MMM-YYYY HH:mm', '05-Foo-2016 07:00'],
    ['ISO', '2016-03-05T07'],
    ['epoch-seconds', 'soon'],
    ['epoch-milliseconds', '999999999999999999'],
  ])('in the form %s is not %s', (format, text) => {
    expect(read(format, text)).toBeUndefined();
  });

  it('that the zone has twice is the first one, and one that it skipped is read as much later', () => {
    expect(read('YYYY-MM-DD HH:mm', '2016-10-30 02:30', 'Europe/Berlin')).toBe('2016-10-30T00:30:00.000Z');
    expect(read('YYYY-MM-DD HH:mm', '2016-03-27 02:30', 'Europe/Berlin')).toBe('2016-03-27T01:30:00.000Z');
  });

  it.each([
    ['YYYY-MM-DD', 'Mars/Olympus', '"Mars/Olympus" is no time zone'],
    ['yyyy-MM-DD', 'UTC', '"yyyy" is no token'],
    ['D/M HH:mm', 'UTC', 'has no YYYY'],
  ])('of the form %s in %s is refused: %s', (format, zone, message) => {
    expect(() => timeReader({ format, zone })).toThrow(TimeFormatError);
    expect(() => timeReader({ format, zone })).toThrow(message);
  });
});
