import type { FlowLayout } from '../layout.ts';
import type { Table } from '../view/table.ts';
import { colours } from './colours.ts';
import { escaped } from './html.ts';
import { figureWords } from './words.ts';

const round = (value: number): number => Math.round(value * 10) / 10;

const picture = (label: string, width: number, height: number, inside: string): string =>
  `<svg role="img" aria-label="${escaped(label)}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">${inside}</svg>`;

const legend = (names: readonly string[]): string =>
  `<ul class="legend">${names
    .map(
      (name) =>
        `<li><svg width="12" height="12" aria-hidden="true"><rect width="12" height="12" fill="${colours[name] ?? '#5c6675'}"/></svg> ${escaped(name)}</li>`,
    )
    .join('')}</ul>`;

/** Numbers over time as bands on each other: the table's first column is the instant, its last the sum. Pure. */
export const bands = ({ title, columns, rows }: Table): string => {
  const names = columns.slice(1, -1).map(({ key }) => key);
  if (rows.length < 2) return '';
  const [width, height, left, bottom] = [860, 240, 52, 24];
  const at = rows.map(({ cells }) => Date.parse(String(cells[0]!.value)));
  const [first, last] = [at[0]!, at.at(-1)!];
  const most = Math.max(1, ...rows.map(({ cells }) => Number(cells.at(-1)!.value)));
  const x = (ms: number): number => round(left + ((ms - first) / Math.max(1, last - first)) * (width - left));
  const y = (value: number): number => round(8 + (1 - value / most) * (height - bottom - 8));
  const below = rows.map(() => 0);
  const areas = names.map((name, index) => {
    const tops = rows.map(({ cells }, row) => below[row]! + Number(cells[index + 1]!.value));
    const upper = tops.map((value, row) => `${x(at[row]!)},${y(value)}`);
    const lower = below.map((value, row) => `${x(at[row]!)},${y(value)}`).toReversed();
    for (const [row, value] of tops.entries()) below[row] = value;
    return `<polygon points="${[...upper, ...lower].join(' ')}" fill="${colours[name] ?? '#5c6675'}"/>`;
  });
  const ticks = [0, 0.5, 1].map((share) => {
    const value = Math.round(most * share);
    return `<text x="${left - 6}" y="${y(value) + 4}" text-anchor="end">${value}</text>`;
  });
  const days = [0, Math.floor(rows.length / 2), rows.length - 1].map((row, index) => {
    const anchor = ['start', 'middle', 'end'][index]!;
    return `<text x="${x(at[row]!)}" y="${height - 6}" text-anchor="${anchor}">${new Date(at[row]!).toISOString().slice(0, 10)}</text>`;
  });
  return legend(names) + picture(title, width, height, [...areas, ...ticks, ...days].join(''));
};

/** Each row as a bar of its parts, all of one length. Pure. */
export const shares = ({ title, columns, rows }: Table, keys: readonly string[]): string => {
  const places = keys.map((key) => columns.findIndex((column) => column.key === key));
  const [width, left, line] = [860, 120, 26];
  const bars = rows.flatMap(({ cells }, row) => {
    const values = places.map((place) => Number(cells[place]!.value ?? 0));
    const whole = values.reduce((sum, value) => sum + value, 0);
    let from = left;
    const name = `<text x="${left - 8}" y="${row * line + 17}" text-anchor="end">${escaped(String(cells[0]!.value))}</text>`;
    if (whole === 0) return [name];
    const parts = values.map((value, index) => {
      const length = (value / whole) * (width - left);
      const part = `<rect x="${round(from)}" y="${row * line + 3}" width="${round(length)}" height="20" fill="${colours[keys[index]!] ?? '#5c6675'}"/>`;
      from += length;
      return part;
    });
    return [name, ...parts];
  });
  return legend(keys) + picture(title, width, Math.max(1, rows.length) * line, bars.join(''));
};

const lineOf = ([first, ...rest]: FlowLayout['arcs'][number]['points']): string =>
  first === undefined
    ? ''
    : `M${first.map(round).join(',')}${rest.map((point, index) => `${index % 3 === 0 ? ' C' : ' '}${point.map(round).join(',')}`).join('')}`;

/** The flow map: its states with their tickets, and on each line how often it was taken and the median time before it. Pure. */
export const map = (layout: FlowLayout, arcs: Table, activities: Table): string => {
  const figure = (table: Table, row: number, key: string): string => {
    const place = table.columns.findIndex((column) => column.key === key);
    return escaped(figureWords(table.rows[row]!.cells[place]!.value, table.columns[place]!.unit));
  };
  const lines = layout.arcs.map(
    ({ points, label }, row) =>
      `<path d="${lineOf(points)}" fill="none" stroke="#7b8492" marker-end="url(#to)"/>` +
      `<text x="${round(label.x)}" y="${round(label.y)}" text-anchor="middle">${figure(arcs, row, 'count')} · ${figure(arcs, row, 'median')}</text>`,
  );
  const nodes = layout.nodes.map(
    ({ activity, x, y, width, height }, row) =>
      `<rect x="${round(x)}" y="${round(y)}" width="${width}" height="${height}" rx="6" fill="#fff" stroke="#7b8492"/>` +
      `<rect x="${round(x)}" y="${round(y)}" width="6" height="${height}" rx="3" fill="${colours[activity] ?? '#5c6675'}"/>` +
      `<text x="${round(x + 16)}" y="${round(y + 22)}">${escaped(activity)}</text>` +
      `<text x="${round(x + 16)}" y="${round(y + 40)}">${figure(activities, row, 'cases')} tickets</text>`,
  );
  const arrow =
    '<defs><marker id="to" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="M0,0 L8,4 L0,8 z" fill="#7b8492"/></marker></defs>';
  return picture('Flow map', layout.width, layout.height, arrow + lines.join('') + nodes.join(''));
};
