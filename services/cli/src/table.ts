type Cell = string | number;

const number = new Intl.NumberFormat('en');
const text = (cell: Cell): string => (typeof cell === 'number' ? number.format(cell) : cell);

/** Rows as aligned columns, numbers to the right with their thousands apart. Pure. */
export const table = (rows: readonly (readonly Cell[])[]): string => {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => text(row[column] ?? '').length)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => {
          const width = widths[column] ?? 0;
          return typeof cell === 'number' ? text(cell).padStart(width) : text(cell).padEnd(width);
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};

/** Names and counts, one a line. Pure. */
export const countTable = (counts: Readonly<Record<string, number>>): string => table(Object.entries(counts));
