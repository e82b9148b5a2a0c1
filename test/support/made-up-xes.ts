import {
  writeTextFile,
  xesEnd,
  xesEvent,
  xesStart,
  xesTraceEnd,
  xesTraceStart,
  type Attribute,
} from '@caselog/log-formats';

const text = (key: string, value: string): Attribute => ({ key, type: 'string', value });
const eventsOfTrace = 10;

const trace = (number: number): string => {
  let written = xesTraceStart([text('concept:name', `INC${number}`)]);
  for (let step = 0; step < eventsOfTrace; step += 1)
    written += xesEvent([
      text('concept:name', ['New', 'Active', 'Resolved'][step % 3]!),
      text('lifecycle:transition', 'complete'),
      { key: 'time:timestamp', type: 'date', value: `2016-03-01T10:0${step}:00.000+00:00` },
      text('org:resource', `Resolver ${number % 100}`),
      text('org:group', `Group ${number % 70}`),
      { key: 'step', type: 'int', value: String(step) },
    ]);
  return written + xesTraceEnd;
};

/** Writes a log of so many events, ten a trace. */
export const writeMadeUpLog = (file: string, events: number): Promise<void> =>
  writeTextFile(file, async (output) => {
    await output.write(
      xesStart({
        version: '1849.2023',
        features: '',
        extensions: [],
        globals: [],
        classifiers: [],
        attributes: [],
      }),
    );
    for (let number = 0; number < events / eventsOfTrace; number += 1) await output.write(trace(number));
    await output.write(xesEnd);
  });
