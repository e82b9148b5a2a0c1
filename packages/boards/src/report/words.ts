import type { Unit } from '../view/table.ts';

const number = new Intl.NumberFormat('en');
const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;

const amountOf = (ms: number): string => {
  const at = units.findIndex(([, unitMs]) => ms >= unitMs);
  if (at === -1) return '0 s';
  const [name, unitMs] = units[at]!;
  const next = units[at + 1];
  const rest = next === undefined ? 0 : Math.floor((ms % unitMs) / next[1]);
  return `${Math.floor(ms / unitMs)} ${name}${rest === 0 ? '' : ` ${rest} ${next![0]}`}`;
};

/** A figure for people; a dash where there is nothing to make it of. Pure. */
export const figureWords = (value: number | string | null, unit: Unit): string => {
  if (value === null) return '–';
  if (typeof value === 'string') return unit === 'instant' ? value.slice(0, 16).replace('T', ' ') : value;
  if (unit === 'ms') return amountOf(value);
  if (unit === 'share') return `${(value * 100).toFixed(1)} %`;
  return unit === 'score' ? value.toFixed(2) : number.format(value);
};
