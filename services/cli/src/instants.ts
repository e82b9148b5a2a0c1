import { instantOf, type TimeOf } from '@caselog/history';
import { UsageError } from '@caselog/process';
import { InvalidArgumentError } from 'commander';

/** The instant a person wrote. @throws UsageError */
export const readInstant = (text: string): string => {
  const instant = instantOf(text);
  if (instant === undefined)
    throw new UsageError(`${JSON.stringify(text)} is no instant; write it as 2016-03-10T12:00:00Z`);
  return instant;
};

const times: Readonly<Record<string, TimeOf>> = { occurred: 'occurredAt', recorded: 'recordedAt' };

/** The value of `--by`. @throws InvalidArgumentError */
export const readTimeOf = (text: string): TimeOf => {
  const by = times[text];
  if (by === undefined) throw new InvalidArgumentError('It is "occurred" or "recorded".');
  return by;
};
