import { useId, useState } from 'react';

/** The local time a date field shows for an instant, and back. */
const toField = (instant: string | undefined): string => {
  if (instant === undefined) return '';
  const date = new Date(instant);
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
};
const fromField = (text: string): string | undefined =>
  text === '' ? undefined : new Date(text).toISOString();

interface Props {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (instant: string | undefined) => void;
}

/** A moment in the reader's own time; taken when the field is left or Enter pressed, not while it is written. */
export const MomentField = ({ label, value, onChange }: Props) => {
  const id = useId();
  const shown = toField(value);
  const [draft, setDraft] = useState<string>();
  const take = () => {
    if (draft !== undefined && draft !== shown) onChange(fromField(draft));
    setDraft(undefined);
  };
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="input"
        type="datetime-local"
        value={draft ?? shown}
        onChange={({ target }) => setDraft(target.value)}
        onBlur={take}
        onKeyDown={({ key }) => key === 'Enter' && take()}
      />
    </div>
  );
};
