import { count } from '../../words/format.ts';
import { Scrollable } from '../boards/scrollable.tsx';
import type { Sheet } from './sheet.ts';

const signed = new Intl.NumberFormat(undefined, { signDisplay: 'exceptZero' });

/** A figure in the reader's own way of writing; a change tells its sign. */
const words = (value: string | number, label: string): string => {
  if (typeof value === 'string') return value;
  return label === 'Change' ? signed.format(value) : count(value);
};

/** Figures as a table that scrolls by keys where it is wider than its place. */
export const SheetTable = ({ sheet, label }: { readonly sheet: Sheet; readonly label: string }) => (
  <Scrollable className="figures" label={label}>
    <table className="table">
      <thead>
        <tr>
          {sheet.columns.map((column) => (
            <th key={column.label} scope="col" data-number={column.isNumber}>
              {column.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {sheet.rows.map((row) => (
          <tr key={row.filter((value) => typeof value === 'string').join(' ')}>
            {row.map((value, place) => {
              const column = sheet.columns[place]!;
              return (
                <td key={column.label} data-number={column.isNumber}>
                  {words(value, column.label)}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  </Scrollable>
);
