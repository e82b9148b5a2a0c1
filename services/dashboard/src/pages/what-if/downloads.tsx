import { browser } from '../../time/browser.ts';
import { csvOf, jsonOf, type Sheet } from './sheet.ts';

/** Hands the reader a file that was made in the page. */
const save = (name: string, type: string, text: string): void => {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  browser.after(60_000, () => URL.revokeObjectURL(address));
};

/** A table as files: exactly the rows it shows, all its pages. */
export const Downloads = ({ sheet, of }: { readonly sheet: Sheet; readonly of: string }) => (
  <span className="panel-tools">
    <button
      type="button"
      className="button"
      aria-label={`CSV: ${of}`}
      onClick={() => save(`${sheet.name}.csv`, 'text/csv', csvOf(sheet))}
    >
      CSV
    </button>
    <button
      type="button"
      className="button"
      aria-label={`JSON: ${of}`}
      onClick={() => save(`${sheet.name}.json`, 'application/json', jsonOf(sheet))}
    >
      JSON
    </button>
  </span>
);
