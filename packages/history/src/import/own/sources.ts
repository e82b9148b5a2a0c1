import {
  keyOfXes,
  LogFormatError,
  readJsonLines,
  readLines,
  readXes,
  RecordReader,
  type Attribute,
  type LogFormat,
  type ReadOptions,
  type XesHead,
} from '@caselog/log-formats';
import { ticketStream } from '@caselog/ticket';
import { csvHeading } from '../../export/csv.ts';
import { valueOf } from '../../export/data-attributes.ts';
import { cloudEventSource } from '../../export/ndjson.ts';
import { caselogExtension } from '../../export/xes.ts';
import { logVersion } from '../../export/xes-log.ts';
import { toOwnEvent, type OwnEvent } from './own-event.ts';

/** Reads the events of a log that a Caselog wrote. @throws LogFormatError, NotOwnLog, and the signal's reason */
type ReadOwn = (file: string, options: ReadOptions) => AsyncGenerator<readonly OwnEvent[]>;

/** A log that no Caselog wrote; turned into a refusal that says so. */
export class NotOwnLog extends Error {
  override readonly name = 'NotOwnLog';
}

const valueIn = (attributes: readonly Attribute[], key: string): unknown => {
  const found = attributes.find((one) => one.key === key);
  return found && valueOf(found, keyOfXes);
};

const streamOf = (ticketId: unknown): string | undefined =>
  typeof ticketId === 'string' ? ticketStream(ticketId) : undefined;

const checkHead = (file: string, { extensions, attributes }: XesHead): void => {
  if (!extensions.some(({ uri }) => uri === caselogExtension.uri)) throw new NotOwnLog();
  const version = valueIn(attributes, 'caselog:log') ?? logVersion;
  if (typeof version !== 'number' || version > logVersion)
    throw new LogFormatError(
      file,
      `a newer Caselog wrote it: version ${JSON.stringify(version)}, where ${logVersion} is known`,
    );
};

async function* ofXes(file: string, options: ReadOptions): AsyncGenerator<readonly OwnEvent[]> {
  let stream: string | undefined;
  for await (const items of readXes(file, options)) {
    const events: OwnEvent[] = [];
    for (const item of items) {
      if (item.kind === 'head') checkHead(file, item.head);
      else if (item.kind === 'trace') stream = streamOf(valueIn(item.attributes, 'identity:id'));
      else
        events.push(
          toOwnEvent(file, `line ${item.line}`, {
            stream,
            position: valueIn(item.attributes, 'caselog:position'),
            revision: valueIn(item.attributes, 'caselog:revision'),
            id: valueIn(item.attributes, 'identity:id'),
            type: valueIn(item.attributes, 'concept:name'),
            data: valueIn(item.attributes, 'caselog:data'),
            metadata: valueIn(item.attributes, 'caselog:metadata'),
          }),
        );
    }
    yield events;
  }
}

const parsedIn = (file: string, place: string, what: string, text: unknown): unknown => {
  try {
    return JSON.parse(String(text));
  } catch (cause) {
    throw new LogFormatError(file, `its ${what} are not JSON`, place, { cause });
  }
};

async function* ofJsonLines(file: string, options: ReadOptions): AsyncGenerator<readonly OwnEvent[]> {
  for await (const lines of readJsonLines(file, options))
    yield lines.map((one) => {
      const place = `line ${one.line}`;
      if ('problem' in one) throw new LogFormatError(file, one.problem, place);
      const { source, metadata, subject, ...event } = one.value;
      if (source !== cloudEventSource || metadata === undefined) throw new NotOwnLog();
      const parsed = parsedIn(file, place, 'metadata', metadata);
      return toOwnEvent(file, place, { ...event, stream: subject, metadata: parsed });
    });
}

const fromRecord = (file: string, place: string, fields: readonly string[]): OwnEvent => {
  const { ticket, metadata, data, position, revision, ...event } = Object.fromEntries(
    csvHeading.map((name, at) => [name, fields[at]!]),
  );
  return toOwnEvent(file, place, {
    ...event,
    stream: ticketStream(ticket ?? ''),
    position: Number(position),
    revision: Number(revision),
    metadata: parsedIn(file, place, 'metadata', metadata),
    data: parsedIn(file, place, 'data', data),
  });
};

async function* ofCsv(file: string, options: ReadOptions): AsyncGenerator<readonly OwnEvent[]> {
  const reader = new RecordReader(',');
  let isBegun = false;
  const take = (records: ReturnType<RecordReader['read']>): readonly OwnEvent[] =>
    records.flatMap((record) => {
      const place = `line ${record.line}`;
      if ('problem' in record) throw new LogFormatError(file, record.problem, place);
      if (isBegun) return [fromRecord(file, place, record.fields)];
      isBegun = true;
      if (record.fields.join() !== csvHeading.join()) throw new NotOwnLog();
      return [];
    });
  for await (const lines of readLines(file, options)) yield take(reader.read(lines));
  yield take(reader.end());
}

/** The formats in which a Caselog tells events whole; the others lose what is needed to take them back as they were. */
export const ownSources: Readonly<Partial<Record<LogFormat, ReadOwn>>> = {
  xes: ofXes,
  ndjson: ofJsonLines,
  csv: ofCsv,
};
