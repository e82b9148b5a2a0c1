import type { Seen } from './view.ts';

/** What a number counts. Times are in milliseconds, shares from 0 to 1. */
export type Unit =
  | 'text'
  | 'instant'
  | 'tickets'
  | 'steps'
  | 'resolutions'
  | 'episodes'
  | 'events'
  | 'ms'
  | 'share'
  | 'score'
  | 'index';

export interface Column {
  readonly key: string;
  readonly label: string;
  readonly unit: Unit;
}

/** One figure, with the tickets it was made from. */
export interface Cell {
  /** Null: there is nothing to make the figure of. */
  readonly value: number | string | null;
  /** How many tickets are behind it; null where it is a label. */
  readonly tickets: number | null;
  readonly members: () => readonly Seen[];
}

export interface Row {
  readonly key: string;
  readonly cells: readonly Cell[];
}

/** Figures of one population with the formula they follow. A chart is drawn from it, and its CSV is written from it. */
export interface Table {
  readonly id: string;
  readonly title: string;
  /** How the figures come about, in words; the first words say what is counted. */
  readonly formula: string;
  /** The population of this table: never another than the board's, or a part of it that `formula` names. */
  readonly n: { readonly value: number; readonly of: string };
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

const nobody: readonly Seen[] = [];

/** A name, or anything else that counts nothing. */
export const label = (value: string | number | null): Cell => ({
  value,
  tickets: null,
  members: () => nobody,
});

/** How many these are. */
export const count = (members: readonly Seen[]): Cell => ({
  value: members.length,
  tickets: members.length,
  members: () => members,
});

/** Each ticket once. Tickets come one after the other, so that one that stands there several times stands beside itself. Pure. */
export const distinct = (members: readonly Seen[]): readonly Seen[] =>
  members.filter((member, index) => member !== members[index - 1]);

/** A figure made from these tickets, in the order of the view. A ticket that stands among them several times is one. */
export const figure = (value: number | null, members: readonly Seen[]): Cell => {
  const own = distinct(members);
  return { value, tickets: own.length, members: () => own };
};

/** A figure whose tickets are found when they are asked for. */
export const lazily = (value: number | null, tickets: number, members: () => readonly Seen[]): Cell => ({
  value,
  tickets,
  members,
});

export const column = (key: string, text: string, unit: Unit): Column => ({ key, label: text, unit });
/** A row; its key is made fit to stand between slashes. */
export const row = (key: string, ...cells: readonly Cell[]): Row => ({ key: encodeURIComponent(key), cells });
export const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/** A time as whole milliseconds: what is interpolated or averaged is told no finer. Pure. */
export const wholeMs = (ms: number | null): number | null => (ms === null ? null : Math.round(ms));
