import { createMemoryStore } from '@caselog/event-store';
import { readLines } from '@caselog/log-formats';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { xesFaults } from '../../../test/support/log-schemas.ts';
import { exportLedger, importLog, readMapping } from '../src/index.ts';
import { env, openDesk, type Desk } from './support/desk.ts';
import { exportedMapping, standing } from './support/exported-xes.ts';

let desk: Desk;
beforeEach(() => {
  desk = openDesk();
});
afterEach(() => desk.close());

const uci = (name: string): string =>
  new URL(`../../../test/data/uci-incidents/${name}`, import.meta.url).pathname;

/** The rows of the first cases of the real log; the whole is done by bench/xes-round-trip.long.ts. */
const sampled = async (count: number): Promise<string> => {
  const [heading, ...rows] = (await Array.fromAsync(readLines(uci('incident_event_log.csv.gz')))).flat();
  const caseOf = (row: string): string => row.slice(0, row.indexOf(','));
  const cases = new Set<string>();
  for (const row of rows) if (cases.size < count) cases.add(caseOf(row));
  return [heading, ...rows.filter((row) => cases.has(caseOf(row)))].join('\n');
};

describe('a real log that was imported, written as XES and imported again', () => {
  it('has the same tickets, with the same histories', async () => {
    const mapping = await readMapping(uci('mapping.json'));
    const file = desk.write('sample.csv', await sampled(500));
    const { tickets, nonconforming, quarantined } = await importLog({
      ...desk,
      env,
      file,
      mapping,
      stagingFolder: desk.folder,
    });
    const out = `${desk.folder}/sample.xes.gz`;
    await exportLedger({ ...desk, env, format: 'xes', out, withPersonalData: true });
    await exportLedger({
      ...desk,
      env,
      format: 'xes',
      out: `${desk.folder}/sample.xes`,
      withPersonalData: true,
    });
    expect(await xesFaults(`${desk.folder}/sample.xes`)).toBe('');

    const other = createMemoryStore({ env });
    const again = await importLog({
      store: other,
      env,
      file: out,
      mapping: await exportedMapping(desk.store),
      stagingFolder: desk.folder,
    });
    expect(again).toMatchObject({
      tickets,
      unparsable: 0,
      deviatingRows: 0,
      nonconforming: 0,
      quarantined: nonconforming + quarantined,
    });
    expect(tickets).toBe(500);
    expect(await standing(other)).toEqual(await standing(desk.store));
  }, 120_000);
});
