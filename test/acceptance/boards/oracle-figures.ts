/** Every number of every board for the UCI history, counted from the oracle's cases: nothing here comes from `packages`. */
import { openBetween } from './desk-hours.ts';
import { isOver, type Known, type Move } from './oracle-cases.ts';

type Value = number | string | null;
/** Rows by their first column, or by their first two where one is not enough. */
export type Figures = Readonly<Record<string, readonly Value[]>>;

const states = ['opened', 'triaged', 'awaiting-data', 'escalated', 'third-party', 'resolved', 'surveyed'];
const priorities = ['P1', 'P2', 'P3', 'P4'];

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const distinct = (values: readonly unknown[]): number => new Set(values).size;
const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
const whole = (value: number | null): number | null => (value === null ? null : Math.round(value));
const middle = (values: readonly number[], p: number): number | null => {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  const place = p * (sorted.length - 1);
  const low = sorted[Math.floor(place)]!;
  return Math.round(low + (sorted[Math.ceil(place)]! - low) * (place % 1));
};
const mean = (values: readonly number[]): number | null => whole(share(sum(values), values.length));
const rows = (entries: readonly (readonly [string, readonly Value[]])[]): Figures =>
  Object.fromEntries(entries);

export const standing = (all: readonly Known[]): Figures =>
  rows(
    states.map((state) => {
      const here = all.filter((known) => known.state === state);
      return [
        state,
        [
          ...priorities.map((priority) => here.filter((known) => known.priority === priority).length),
          here.length,
        ],
      ];
    }),
  );

/** The backlog at one instant of its grid: asked of each case anew, by what had happened by then. */
export const backlogAt = (all: readonly Known[], atMs: number) => {
  const open = all.flatMap(({ moves, one }) => {
    const state = moves.findLast((move) => move.atMs <= atMs)?.to;
    const priority = one.standings.findLast((each) => each.atMs <= atMs)?.priority;
    return state === undefined || isOver(state) ? [] : [{ state, priority }];
  });
  const count = (key: 'state' | 'priority', value: string) => open.filter((one) => one[key] === value).length;
  return {
    states: [...states.slice(0, 5).map((state) => count('state', state)), open.length],
    priorities: [...priorities.map((priority) => count('priority', priority)), open.length],
  };
};

const owners: Readonly<Record<string, 'desk' | 'requester' | 'third-party' | 'nobody'>> = {
  opened: 'desk',
  triaged: 'desk',
  escalated: 'desk',
  'awaiting-data': 'requester',
  'third-party': 'third-party',
  resolved: 'nobody',
  surveyed: 'nobody',
};
const parts = ['desk', 'requester', 'third-party', 'closed-hours'] as const;
type Part = (typeof parts)[number] | 'nobody';
type Times = Record<Part, number>;

/** Whose time it was, episode by episode. */
const timesOf = ({ moves, clock, episodes }: Known, atMs: number): ReadonlyMap<number, Times> => {
  const byEpisode = new Map<number, Times>();
  for (const [index, { to }] of moves.entries()) {
    const [fromMs, toMs] = [clock[index]!, clock[index + 1] ?? atMs];
    if (toMs <= fromMs) continue;
    const own = byEpisode.get(episodes[index]!) ?? {
      desk: 0,
      requester: 0,
      'third-party': 0,
      'closed-hours': 0,
      nobody: 0,
    };
    byEpisode.set(episodes[index]!, own);
    const owner = owners[to]!;
    const openMs = owner === 'nobody' ? toMs - fromMs : openBetween(fromMs, toMs);
    own[owner] += openMs;
    own['closed-hours'] += toMs - fromMs - openMs;
  }
  return byEpisode;
};

const inEpisodes = (times: Times): number => sum(parts.map((part) => times[part]));

export const ownership = (all: readonly Known[], atMs: number): Readonly<Record<string, Figures>> => {
  const stretches = all.flatMap((known) =>
    [...timesOf(known, atMs)].map(([episode, times]) => ({ known, episode, times })),
  );
  const total = sum(stretches.map(({ times }) => inEpisodes(times)));
  const line = (ms: (times: Times) => number, ofWhole: boolean): readonly Value[] => {
    const behind = stretches.filter(({ times }) => ms(times) > 0);
    const own = sum(behind.map(({ times }) => ms(times)));
    return [
      own,
      ofWhole ? share(own, total) : null,
      distinct(behind.map(({ known }) => known)),
      whole(share(own, all.length)),
    ];
  };
  const words = {
    desk: 'desk',
    requester: 'requester',
    'third-party': 'third party',
    'closed-hours': 'closed hours',
  };
  const group = (holds: (stretch: (typeof stretches)[number]) => boolean): readonly Value[] => {
    const own = stretches.filter(holds);
    return [
      ...parts.map((part) => sum(own.map(({ times }) => times[part]))),
      sum(own.map(({ times }) => inEpisodes(times))),
    ];
  };
  return {
    owners: rows([
      ...parts.map((part) => [words[part], line((times) => times[part], true)] as const),
      ['all of it', line(inEpisodes, true)],
      ['nobody, after a resolution', line((times) => times.nobody, false)],
    ]),
    priorities: rows(
      priorities.map((priority) => [priority, group(({ known }) => known.priority === priority)]),
    ),
    episodes: rows(
      [...new Set(stretches.map(({ episode }) => episode))].map((number) => [
        `${number}`,
        group(({ episode }) => episode === number),
      ]),
    ),
  };
};

export const times = (all: readonly Known[], atMs: number): Figures => {
  const resolved = all.flatMap((known) => {
    const { moves, clamped, episodes } = known;
    return [...new Set(episodes)].flatMap((episode) => {
      const first = episodes.indexOf(episode);
      const last = moves.findLastIndex(({ to }, index) => to === 'resolved' && episodes[index] === episode);
      if (last < 0) return [];
      const deskMs = timesOf(known, atMs).get(episode)?.desk ?? 0;
      return [{ known, episode, elapsedMs: clamped[last]! - clamped[first]!, deskMs }];
    });
  });
  const line = (took: readonly { elapsedMs: number; deskMs: number }[]): readonly Value[] => {
    const elapsed = took.map(({ elapsedMs }) => elapsedMs);
    return [
      took.length,
      middle(elapsed, 0.5),
      middle(elapsed, 0.9),
      mean(elapsed),
      middle(
        took.map(({ deskMs }) => deskMs),
        0.5,
      ),
    ];
  };
  const life = all
    .filter(({ state }) => isOver(state))
    .map((known) => {
      const resolutions = known.moves.filter(({ to }) => to === 'resolved').map(({ atMs: at }) => at);
      const deskMs = sum(resolved.filter((each) => each.known === known).map((each) => each.deskMs));
      return { elapsedMs: Math.max(0, Math.max(...resolutions) - known.moves[0]!.atMs), deskMs };
    });
  const numbers = [...new Set(resolved.map(({ episode }) => episode))].toSorted((a, b) => a - b);
  return rows([
    ...numbers.map(
      (number) => [`episode ${number}`, line(resolved.filter(({ episode }) => episode === number))] as const,
    ),
    ['life', line(life)],
    ['first reply', line([])],
  ]);
};

const stepsOf = (known: Known): readonly (readonly [from: Move, to: Move])[] =>
  known.moves.slice(1).map((to, index) => [known.moves[index]!, to]);

export const flow = (all: readonly Known[]): Readonly<Record<string, Figures>> => {
  const entries = all.flatMap((known) => known.moves.map(({ to }) => ({ known, to })));
  const steps = all.flatMap((known) =>
    stepsOf(known).map(([from, to]) => ({ known, from, to, ms: Math.max(0, to.atMs - from.atMs) })),
  );
  const ofState = Map.groupBy(entries, ({ to }) => to);
  const left = Map.groupBy(steps, ({ from }) => from.to);
  const arcs = Map.groupBy(steps, ({ from, to }) => `${from.to} ${to.to}`);
  return {
    activities: rows(
      [...ofState].map(([state, own]) => {
        const stays = (left.get(state) ?? []).map(({ ms }) => ms);
        const cases = distinct(own.map(({ known }) => known));
        return [
          state,
          [
            own.length,
            cases,
            all.filter((known) => known.state === state).length,
            stays.length,
            middle(stays, 0.5),
            mean(stays),
          ],
        ];
      }),
    ),
    arcs: rows(
      [...arcs].map(([arc, own]) => {
        const ms = own.map((step) => step.ms);
        const inferred = own.filter(({ to }) => to.inferred).length;
        return [
          arc,
          [own.length, distinct(own.map(({ known }) => known)), middle(ms, 0.5), mean(ms), inferred],
        ];
      }),
    ),
  };
};

/** The hundred most frequent ways, and how many tickets went others. */
export const variants = (all: readonly Known[]): Figures => {
  const ways = Map.groupBy(all, ({ moves }) => moves.map(({ to }) => to).join(' → '));
  const ranked = [...ways].toSorted(
    ([a, ofA], [b, ofB]) =>
      ofB.length - ofA.length ||
      a.split(' → ').length - b.split(' → ').length ||
      (a.replaceAll(' →', '') < b.replaceAll(' →', '') ? -1 : 1),
  );
  const lasted = ({ moves }: Known): number =>
    Math.max(0, Math.max(...moves.map(({ atMs }) => atMs)) - moves[0]!.atMs);
  const others = ranked.slice(100).flatMap(([, own]) => own);
  return rows([
    ...ranked
      .slice(0, 100)
      .map(
        ([way, own]) =>
          [
            way,
            [way.split(' → ').length, own.length, own.length / all.length, middle(own.map(lasted), 0.5)],
          ] as const,
      ),
    ...(others.length === 0
      ? []
      : [
          [
            `${ranked.length - 100} other ways`,
            [null, others.length, share(others.length, all.length), null],
          ] as const,
        ]),
  ]);
};

/** The cells of a dotted chart. Tickets that were opened in the same minute follow the order of the ledger, which the log does not know. */
export const dots = (all: readonly Known[], ledgerOrder: ReadonlyMap<string, number>): Figures => {
  const instants = all.flatMap(({ moves }) => moves.map(({ atMs }) => atMs));
  const fromMs = instants.reduce((a, b) => Math.min(a, b), Infinity);
  const lastsMs = instants.reduce((a, b) => Math.max(a, b), 0) + 1 - fromMs;
  const ranked = all.toSorted(
    (a, b) =>
      a.moves[0]!.atMs - b.moves[0]!.atMs || ledgerOrder.get(a.one.number)! - ledgerOrder.get(b.one.number)!,
  );
  const cells = new Map<string, { events: number; tickets: Set<Known> }>();
  for (const [rank, known] of ranked.entries())
    for (const { to, atMs } of known.moves) {
      const span = Math.floor((60 * (atMs - fromMs)) / lastsMs);
      const key = `${span} ${Math.floor((rank * 40) / all.length)} ${new Date(Math.ceil(fromMs + span * (lastsMs / 60))).toISOString()} ${to}`;
      const cell = cells.get(key) ?? { events: 0, tickets: new Set() };
      cells.set(key, cell);
      cell.events += 1;
      cell.tickets.add(known);
    }
  return rows([...cells].map(([key, { events, tickets }]) => [key, [events, tickets.size]]));
};

export const reopening = (all: readonly Known[]): Readonly<Record<string, Figures>> => {
  const resolved = all.flatMap((known) => {
    const first = known.moves.find(({ to }) => to === 'resolved');
    return first
      ? [{ month: new Date(first.atMs).toISOString().slice(0, 7), times: known.episodes.at(-1)! - 1 }]
      : [];
  });
  const line = (own: readonly { times: number }[]): readonly Value[] => {
    const back = own.filter((one) => one.times > 0).length;
    return [own.length, back, share(back, own.length), sum(own.map((one) => one.times))];
  };
  return {
    rate: rows([['all', line(resolved)]]),
    months: rows([...Map.groupBy(resolved, ({ month }) => month)].map(([month, own]) => [month, line(own)])),
    episodes: rows(
      [...Map.groupBy(all, ({ episodes }) => `${episodes.at(-1)}`)].map(([number, own]) => [
        number,
        [own.length],
      ]),
    ),
  };
};

/** Nobody of the log was ever asked; what it resolved ended unasked once it was surveyed or reopened. */
export const satisfaction = (all: readonly Known[]): Readonly<Record<string, Figures>> => {
  const resolutions = all.flatMap(({ one, moves }) =>
    moves.flatMap((move, index) =>
      move.to === 'resolved'
        ? [{ team: one.resolvers.get(move) ?? 'none', ended: index < moves.length - 1 }]
        : [],
    ),
  );
  const line = (own: readonly { ended: boolean }[]): readonly Value[] => [
    own.length,
    0,
    0,
    null,
    null,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    own.filter(({ ended }) => ended).length,
  ];
  const some = (key: string): Figures => (resolutions.length === 0 ? {} : rows([[key, line(resolutions)]]));
  return {
    all: rows([['all', line(resolutions)]]),
    languages: some('en'),
    outcomes: some('not told'),
    teams: rows([...Map.groupBy(resolutions, ({ team }) => team)].map(([team, own]) => [team, line(own)])),
  };
};

const words = { desk: 'the desk', requester: 'the requester', 'third-party': 'a third party' } as const;

export const waiting = (all: readonly Known[], atMs: number) => {
  const open = all
    .filter(({ state }) => !isOver(state))
    .map((known) => ({ known, ms: atMs - known.clamped.at(-1)! }));
  const holders = (Object.keys(words) as (keyof typeof words)[]).map((owner) => {
    const own = open.filter(({ known }) => owners[known.state] === owner).map(({ ms }) => ms);
    return [words[owner], [own.length, middle(own, 0.5), middle(own, 0.9), middle(own, 1)]] as const;
  });
  const byNumber = new Map(
    open.map(({ known, ms }) => [
      known.one.number,
      [
        known.state,
        known.priority,
        known.team,
        new Date(known.clamped.at(-1)!).toISOString(),
        ms,
        atMs - known.moves[0]!.atMs,
      ] as const,
    ]),
  );
  const longest = open
    .map(({ ms }) => ms)
    .toSorted((a, b) => b - a)
    .slice(0, 50);
  return { holders: rows(holders), byNumber, longest };
};
