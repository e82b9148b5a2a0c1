import type { BoardUnit } from '@caselog/api-contract';
import { count, duration, shortMoment } from '../../words/format.ts';

const percent = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 });
const score = new Intl.NumberFormat(undefined, { maximumFractionDigits: 2, minimumFractionDigits: 2 });

/** A figure in the reader's own way of writing; a dash where there is nothing to make it of. Pure but for the locale. */
export const figureWords = (value: number | string | null, unit: BoardUnit): string => {
  if (value === null) return '–';
  if (unit === 'instant') return shortMoment(value);
  if (typeof value === 'string') return value;
  if (unit === 'ms') return duration(value);
  if (unit === 'share') return percent.format(value);
  return unit === 'score' ? score.format(value) : count(value);
};

/** `9,876 tickets` */
export const populationWords = ({ value, of }: { readonly value: number; readonly of: string }): string =>
  `n = ${count(value)} ${of}`;
