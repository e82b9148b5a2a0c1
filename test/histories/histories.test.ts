import { readdirSync, readFileSync } from 'node:fs';
import type { RecordedEvent } from '@caselog/event-store';
import { policyPublishedSchema } from '@caselog/policy';
import { isTicketEventType, outcomeKinds, schemaVersionOf } from '@caselog/ticket';
import { describe, expect, it } from 'vitest';
import { endings, shapes } from './replay.ts';

const folder = new URL('./', import.meta.url);
const releases = readdirSync(folder).filter((name) => name.endsWith('.ndjson'));
const read = (name: string): RecordedEvent[] =>
  readFileSync(new URL(name, folder), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as RecordedEvent);
const versionOf = (type: string): number => {
  if (isTicketEventType(type)) return schemaVersionOf(type);
  return type === policyPublishedSchema.type ? policyPublishedSchema.schemaVersion : 1;
};
const all = releases.flatMap(read);

describe('Recorded histories', () => {
  it.each(releases)('%s end as they ended when they were recorded', (name) => {
    const expected = JSON.parse(
      readFileSync(new URL(name.replace('.ndjson', '.endings.json'), folder), 'utf8'),
    ) as object;
    // What a later program knows besides is no difference.
    expect(JSON.parse(JSON.stringify(endings(read(name))))).toMatchObject(expected);
  });

  it.each(Object.entries(shapes))(
    'show every event of a %s stream in its present shape',
    (category, schemas) => {
      const shown = all.filter(
        ({ stream, type, metadata }) =>
          stream.startsWith(`${category}-`) && metadata.schemaVersion === versionOf(type),
      );
      expect([...new Set(shown.map(({ type }) => type))].toSorted()).toEqual(Object.keys(schemas).toSorted());
    },
  );

  it('show every outcome', () => {
    const outcomes = all.flatMap(({ type, data }) =>
      type === 'TicketResolved' ? ((data as { outcome: { kind: string } | null }).outcome?.kind ?? []) : [],
    );
    expect([...new Set(outcomes)].toSorted()).toEqual([...outcomeKinds].toSorted());
  });
});
