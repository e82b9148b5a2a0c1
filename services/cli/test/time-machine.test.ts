import { readdirSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { defaultPolicy } from '@caselog/policy';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { log, mapping, openPlace, type Place } from './run.ts';

let place: Place;
beforeEach(async () => {
  place = openPlace();
  const words = [
    'import',
    place.file('log.csv', log),
    '--mapping',
    place.file('m.json', JSON.stringify(mapping)),
  ];
  await place.call(...words, '--home', place.home);
});
afterEach(() => place[Symbol.dispose]());

const call = (...words: readonly string[]) => place.call(...words, '--home', place.home);
const json = async (...words: readonly string[]): Promise<unknown> =>
  JSON.parse((await call(...words, '--json')).stdout);

describe('The past on the command line', () => {
  it('shows queue, flow and one ticket as they stood', async () => {
    const { stdout } = await call('as-of', '2020-01-01T11:30Z', '--queue', '--flow');
    expect(stdout).toContain('opened  →  triaged   1  after 1 h on average');
    expect(stdout).toMatch(/P\d {8}2020-01-01 10:00 +triaged/);
    const then = await call('as-of', '2020-01-01T10:30Z', '--ticket', 'A');
    expect(then.stdout).toMatch(/^state +opened, episode 1\n/);
    expect((await call('as-of', '2019-01-01', '--ticket', 'A')).stderr).toContain('was not opened by');
    expect(await json('as-of', '2020-01-01T10:30Z', '--by', 'recorded')).toMatchObject({ tickets: 0 });
  });

  it('tells what changed between two instants, and what was recorded later', async () => {
    const { stdout } = await call('diff', '2020-01-01T10:30Z', '2020-01-01T11:30Z');
    expect(stdout).toMatch(/^opened +1\n/m);
    expect(stdout).toContain('were recorded after 2020-01-01T11:30:00.000Z');
    const known = await json('diff', '2020-01-01', '2999-01-01', '--by', 'recorded');
    expect(known).toMatchObject({ opened: 2, corrections: [] });
    expect((await call('diff', '2021-01-01', '2020-01-01')).stderr).toContain(
      'name the earlier instant first',
    );
  });

  it('says what another policy would have decided: nothing of imported tickets, unless asked', async () => {
    const strict = {
      ...defaultPolicy,
      targets: [{ kind: 'resolution', within: { wallMinutes: 1 } }],
    };
    const policy = place.file('strict.json', JSON.stringify(strict));
    expect(await json('what-if', '--policy', policy)).toMatchObject({
      report: { imported: 2, differing: 0 },
      tickets: [],
    });
    const governed = await call('what-if', '--policy', policy, '--govern-imported');
    expect(governed.stdout).toContain('facts, kept as they were');
    expect(governed.stdout).toContain('decisions, made anew on both sides');
    expect(governed.stdout).toMatch(/tickets that would differ +2/);
    const found = await json('what-if', '--policy', policy, '--govern-imported');
    expect(found).toMatchObject({
      report: { differing: 2, decisions: { candidate: { targets: { resolution: { missed: 1, met: 1 } } } } },
      tickets: [{ differsIn: expect.arrayContaining(['targets']) as unknown }, {}],
    });
    expect(await json('what-if', '--govern-imported')).toMatchObject({
      report: { differing: 0, momentsMoved: 0 },
    });
  });

  it('tries a calendar in the place of the policy’s own', async () => {
    const always = { kind: 'wall', id: 'desk', version: 2, zone: 'UTC' };
    const file = place.file('desk.json', JSON.stringify(always));
    expect(await json('what-if', '--calendar', file, '--govern-imported')).toMatchObject({
      report: { candidate: { version: 'candidate' }, tickets: 2 },
    });
    const other = place.file('other.json', JSON.stringify({ ...always, id: 'nights' }));
    expect((await call('what-if', '--calendar', other)).stderr).toContain(
      'the policy has no calendar nights',
    );
  });

  it('tries a chart, and names the events that it refuses', async () => {
    const chart = place.file(
      'chart.mjs',
      `export default (chart) => {
        delete chart.states.lifecycle.states.working.states.opened.on.TicketTriaged;
        return chart;
      };`,
    );
    expect(await json('what-if', '--chart', chart)).toMatchObject({
      report: {
        candidate: { chart: true },
        differing: 1,
        differingIn: { chart: 1 },
        refused: { TicketTriaged: 1 },
      },
      tickets: [{ chart: { refused: { revision: 1, type: 'TicketTriaged' } } }],
    });
    const bad = place.file(
      'bad.mjs',
      `export default (chart) => {
        chart.states.lifecycle.states.resolved.on.TicketReopened = [{ guard: 'isTuesday', target: 'surveyed' }];
        return chart;
      };`,
    );
    const { stderr } = await call('what-if', '--chart', bad);
    expect(stderr).toContain('the chart cannot be compiled');
    expect(stderr).toContain('isTuesday');
  });

  it('refuses a bad policy file with the path of every fault', async () => {
    const bad = { ...defaultPolicy, title: '', targets: [{ kind: 'first-response', within: { days: 1 } }] };
    const { stderr, stdout } = await call('what-if', '--policy', place.file('bad.json', JSON.stringify(bad)));
    expect(stdout).toBe('');
    expect(stderr).toMatch(
      /bad\.json is refused:\n {2}title: .*\n {2}targets\.0\.within: must be exactly one/,
    );
    const torn = await call('what-if', '--policy', place.file('torn.json', '{ "id": '));
    expect(torn.stderr).toContain('torn.json is no JSON');
  });

  it('builds columns, holds them against the ledger, and builds them anew where they are damaged', async () => {
    expect(await json('columns', 'build')).toMatchObject({ tickets: 2, events: 4 });
    expect(await json('columns', 'verify')).toMatchObject({ ok: true, faults: [] });
    const folder = join(place.home, 'columns');
    const [file] = readdirSync(folder).filter((name) => name.endsWith('.columns'));
    truncateSync(join(folder, file!), 50);
    expect((await call('columns', 'verify')).stderr).toContain(file);
    const asked = await call('as-of', '2020-01-02', '--json');
    expect(asked.stderr).toContain('they are built anew');
    expect(JSON.parse(asked.stdout)).toMatchObject({ tickets: 2 });
    expect(await json('columns', 'verify')).toMatchObject({ ok: true });
  });
});
