/** Figures as a table shows them: the page, its CSV and its JSON are drawn from the same one. */
export interface Sheet {
  /** What a file of it is called. */
  readonly name: string;
  readonly columns: readonly { readonly label: string; readonly isNumber?: boolean }[];
  readonly rows: readonly (readonly (string | number)[])[];
}

const cell = (value: string | number): string => {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** CSV as RFC 4180 has it. Pure. */
export const csvOf = ({ columns, rows }: Sheet): string =>
  [columns.map(({ label }) => label), ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');

/** The rows as objects by their columns' names. Pure. */
export const jsonOf = ({ columns, rows }: Sheet): string =>
  JSON.stringify(
    rows.map((row) => Object.fromEntries(columns.map(({ label }, place) => [label, row[place]]))),
    undefined,
    2,
  );
