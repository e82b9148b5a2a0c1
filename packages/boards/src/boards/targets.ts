import { targetKinds, type TargetKind } from '@caselog/sla';
import { quantile } from '@caselog/discovery';
import type { BoardDefinition } from '../view/board.ts';
import { targetsOf, timesOf, type TargetSeen, type TargetStanding } from '../view/clock.ts';
import {
  column,
  count,
  figure,
  label,
  ratio,
  row,
  type Cell,
  type Row,
  wholeMs,
  type Table,
} from '../view/table.ts';
import { isKnown, isOpen, type Seen, type View } from '../view/view.ts';

interface Promised {
  readonly seen: Seen;
  readonly target: TargetSeen;
}

const standings: readonly TargetStanding[] = ['met', 'missed', 'running', 'cancelled'];

const standingColumns = (unit: 'episodes' | 'tickets') => [
  column('promised', 'Promised', unit),
  ...standings.map((standing) => column(standing, standing, unit)),
  column('metShare', 'Met of met and missed', 'share'),
];

const metShare = (met: number, missed: number, behind: readonly Seen[]): Cell =>
  figure(ratio(met, met + missed), behind);

const perEpisode = (promised: readonly Promised[]): Table => {
  const rows: Row[] = [];
  for (const kind of targetKinds) {
    const ofKind = promised.filter(({ target }) => target.kind === kind);
    for (const episode of [...new Set(ofKind.map(({ target }) => target.episode))].toSorted(
      (a, b) => a - b,
    )) {
      const own = ofKind.filter(({ target }) => target.episode === episode);
      const of = (standing: TargetStanding) => own.filter(({ target }) => target.standing === standing);
      const cell = (some: readonly Promised[]) =>
        figure(
          some.length,
          some.map(({ seen }) => seen),
        );
      const judged = own.filter(({ target }) => target.standing === 'met' || target.standing === 'missed');
      rows.push(
        row(
          `${kind} ${episode}`,
          label(kind),
          label(episode),
          cell(own),
          ...standings.map((standing) => cell(of(standing))),
          metShare(
            of('met').length,
            of('missed').length,
            judged.map(({ seen }) => seen),
          ),
        ),
      );
    }
  }
  return {
    id: 'episodes',
    title: 'Targets of each episode',
    formula:
      'Promises of this desk, one for each need in each episode (an episode lasts from an opening or reopening to its resolution), as they stood. A next response may be owed several times in one episode.',
    n: { value: promised.length, of: 'promises' },
    columns: [
      column('kind', 'Target', 'text'),
      column('episode', 'Episode', 'index'),
      ...standingColumns('episodes'),
    ],
    rows,
  };
};

/** One standing for a ticket's whole life: a promise once missed is not made good by the next episode. */
const overLife = (targets: readonly TargetSeen[]): TargetStanding => {
  const has = (standing: TargetStanding) => targets.some((target) => target.standing === standing);
  if (has('missed')) return 'missed';
  if (has('running')) return 'running';
  return has('met') ? 'met' : 'cancelled';
};

const overLives = (byTicket: ReadonlyMap<Seen, readonly TargetSeen[]>): Table => {
  const rowOf = (kind: TargetKind): Row | undefined => {
    const own = [...byTicket].flatMap(([seen, targets]) => {
      const ofKind = targets.filter((target) => target.kind === kind);
      return ofKind.length === 0 ? [] : [{ seen, standing: overLife(ofKind) }];
    });
    if (own.length === 0) return undefined;
    const of = (...some: readonly TargetStanding[]) =>
      own.filter(({ standing }) => some.includes(standing)).map(({ seen }) => seen);
    return row(
      kind,
      label(kind),
      count(own.map(({ seen }) => seen)),
      ...standings.map((standing) => count(of(standing))),
      metShare(of('met').length, of('missed').length, of('met', 'missed')),
    );
  };
  const promisedTo = [...byTicket.values()].filter((targets) => targets.length > 0).length;
  return {
    id: 'life',
    title: 'Targets over the life of a ticket',
    formula:
      'Tickets with at least one promise of the kind: missed when any was missed, else running when any runs, else met. Not comparable with the episodes above: this counts tickets.',
    n: { value: promisedTo, of: 'tickets with a promise' },
    columns: [column('kind', 'Target', 'text'), ...standingColumns('tickets')],
    rows: targetKinds.flatMap((kind) => rowOf(kind) ?? []),
  };
};

const withoutTarget = (byTicket: ReadonlyMap<Seen, readonly TargetSeen[]>): Table => {
  const [imported, own, promised]: [Seen[], Seen[], Seen[]] = [[], [], []];
  for (const [seen, targets] of byTicket)
    (targets.length > 0 ? promised : seen.ticket.source === null ? own : imported).push(seen);
  return {
    id: 'without',
    title: 'Tickets with and without a target',
    formula:
      'Every ticket of the population once. To a ticket imported from another system this desk promised nothing.',
    n: { value: byTicket.size, of: 'tickets' },
    columns: [column('promise', 'Promise', 'text'), column('tickets', 'Tickets', 'tickets')],
    rows: [
      row('promised', label('promised by this desk'), count(promised)),
      row('imported', label('none: imported from another system'), count(imported)),
      row('none', label('none: the policy in force promised nothing'), count(own)),
    ],
  };
};

interface Took {
  readonly seen: Seen;
  readonly elapsedMs: number;
  readonly deskMs: number;
}

/** The episodes that were resolved by the instant: how long from the opening or reopening to the resolution, and how much of it the desk's. */
const resolvedEpisodes = (seen: Seen, view: View): readonly (Took & { readonly episode: number })[] => {
  const begun = new Map<number, number>();
  const ended = new Map<number, number>();
  let latestMs = 0;
  for (const { episode, state, atMs } of seen.entries) {
    // Where times run backwards, what comes later in its own order happened no earlier.
    latestMs = Math.max(latestMs, atMs);
    if (!begun.has(episode)) begun.set(episode, latestMs);
    if (state === 'resolved') ended.set(episode, latestMs);
  }
  if (ended.size === 0) return [];
  const times = timesOf(seen.ticket, view.query);
  return [...ended].map(([episode, endMs]) => ({
    seen,
    episode,
    elapsedMs: endMs - begun.get(episode)!,
    deskMs: times.find((time) => time.episode === episode)?.deskMs ?? 0,
  }));
};

const spread = (key: string, name: string, took: readonly Took[]): Row => {
  const behind = took.map(({ seen }) => seen);
  const elapsed = Float64Array.from(took, ({ elapsedMs }) => elapsedMs).sort();
  const desk = Float64Array.from(took, ({ deskMs }) => deskMs).sort();
  const at = (values: Float64Array, p: number): number | null =>
    values.length === 0 ? null : wholeMs(quantile(values, p));
  const total = elapsed.reduce((sum, each) => sum + each, 0);
  return row(
    key,
    label(name),
    figure(took.length, behind),
    figure(at(elapsed, 0.5), behind),
    figure(at(elapsed, 0.9), behind),
    figure(wholeMs(ratio(total, took.length)), behind),
    figure(at(desk, 0.5), behind),
  );
};

const times = (view: View): Table => {
  const episodes = view.seen.flatMap((seen) => resolvedEpisodes(seen, view));
  const lives = Map.groupBy(episodes, ({ seen }) => seen);
  // A ticket that was reopened is not resolved, however often it was before.
  const closed = [...lives].filter(([{ last }]) => !isOpen(last));
  const life = closed.map(([seen, own]) => {
    const firstMs = seen.entries[0]!.atMs;
    const endMs = Math.max(
      ...seen.entries.filter(({ state }) => state === 'resolved').map(({ atMs }) => atMs),
    );
    return {
      seen,
      elapsedMs: Math.max(0, endMs - firstMs),
      deskMs: own.reduce((sum, { deskMs }) => sum + deskMs, 0),
    };
  });
  const replied = view.seen.flatMap((seen) => {
    const { firstReply } = seen.ticket;
    if (!firstReply || !isKnown(firstReply, view.query)) return [];
    return [{ seen, elapsedMs: Math.max(0, firstReply.atMs - seen.entries[0]!.atMs), deskMs: 0 }];
  });
  const numbers = [...new Set(episodes.map(({ episode }) => episode))].toSorted((a, b) => a - b);
  const ofEpisode = (number: number) => episodes.filter(({ episode }) => episode === number);
  return {
    id: 'times',
    title: 'Time to resolution and to the first reply',
    formula:
      'An episode: from its opening or reopening to its resolution, of episodes that were resolved. A life: from the opening to the last resolution, of tickets that stand resolved. First reply: from the opening to the first reply of all, of tickets that were replied to; a reopening does not move it. Elapsed time; the last column is what the desk owned of it.',
    n: { value: view.seen.length, of: 'tickets' },
    columns: [
      column('what', 'What', 'text'),
      column('n', 'Counted', 'episodes'),
      column('median', 'Median', 'ms'),
      column('p90', '90 % within', 'ms'),
      column('mean', 'Mean', 'ms'),
      column('desk', 'Median of the desk’s own', 'ms'),
    ],
    rows: [
      ...numbers.map((number) => spread(`episode ${number}`, `episode ${number}`, ofEpisode(number))),
      spread('life', 'life', life),
      spread('first-reply', 'first reply', replied),
    ],
  };
};

/** First response and resolution against target, for each episode and for the life, never mixed. */
export const targets: BoardDefinition = {
  id: 'targets',
  title: 'Response and resolution',
  shows: 'Which promises were met, missed or still run, and how long things took.',
  isOfEventsAlone: false,
  draw: (view) => {
    const byTicket = new Map(view.seen.map((seen) => [seen, targetsOf(seen.ticket, view.query)]));
    const promised = [...byTicket].flatMap(([seen, own]) => own.map((target) => ({ seen, target })));
    return { tables: [perEpisode(promised), overLives(byTicket), withoutTarget(byTicket), times(view)] };
  },
};
