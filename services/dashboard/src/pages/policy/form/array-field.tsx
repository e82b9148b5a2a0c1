import { useState } from 'react';
import { Faults, idOf, type FieldProps } from './parts.tsx';
import { blankOf, inside, isList, isObject, titleOf, type Json, type Schema } from './json-schema.ts';

/** Several of a fixed set: a box each. */
const Choices = ({ schema, value, onChange, pointer, label, faults }: FieldProps) => {
  const chosen = isList(value) ? value : [];
  const options = schema.items?.enum ?? [];
  return (
    <fieldset className="part choices" id={idOf(pointer)} tabIndex={-1}>
      <legend>{label}</legend>
      <Faults pointer={pointer} faults={faults} />
      {options.map((option) => (
        <span className="check" key={option}>
          <input
            type="checkbox"
            id={`${idOf(pointer)}=${option}`}
            checked={chosen.includes(option)}
            // In the order of the set, whatever was ticked first.
            onChange={({ target }) =>
              onChange(options.filter((each) => (each === option ? target.checked : chosen.includes(each))))
            }
          />
          <label htmlFor={`${idOf(pointer)}=${option}`}>{titleOf(option)}</label>
        </span>
      ))}
    </fieldset>
  );
};

const textOf = (value: Json | undefined): string =>
  isList(value) ? value.filter((each) => typeof each === 'string').join(', ') : '';
const textsIn = (text: string): readonly string[] =>
  text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');

/** Several short texts in one line, such as languages. What is being written stays as it is until the list itself is another. */
const Texts = ({ value, onChange, pointer, label, faults }: FieldProps) => {
  const [text, setText] = useState(textOf(value));
  const [known, setKnown] = useState(value);
  if (value !== known) {
    setKnown(value);
    if (textsIn(text).join() !== textsIn(textOf(value)).join()) setText(textOf(value));
  }
  return (
    <div className="field">
      <label htmlFor={idOf(pointer)}>{label === '' ? 'List' : label}</label>
      <span className="help">Separated by commas</span>
      <Faults pointer={pointer} faults={faults} />
      {faults
        .filter((fault) => fault.pointer.startsWith(`${pointer}/`))
        .map((fault) => (
          <span className="fault" key={fault.pointer}>
            {fault.message}
          </span>
        ))}
      <input
        id={idOf(pointer)}
        className="input"
        type="text"
        value={text}
        onChange={({ target }) => {
          setText(target.value);
          onChange(textsIn(target.value));
        }}
      />
    </div>
  );
};

/** What an entry is called: its own id or kind, else its place. */
const entryTitle = (entry: Json, index: number): string => {
  const named = isObject(entry)
    ? (entry['id'] ?? entry['channel'] ?? entry['kind'] ?? entry['priority'])
    : undefined;
  return typeof named === 'string' ? `${index + 1}. ${titleOf(named)}` : `${index + 1}.`;
};

const moved = (list: readonly Json[], from: number, to: number): readonly Json[] => {
  const rest = list.toSpliced(from, 1);
  return rest.toSpliced(to, 0, list[from]!);
};

interface EntryProps extends FieldProps {
  readonly items: Schema;
  readonly list: readonly Json[];
  readonly index: number;
}

/** An entry with its place among the others: where the first match holds, the order decides. */
const Entry = ({ items, list, index, onChange, pointer, label, faults, inner: Inner }: EntryProps) => {
  const title = entryTitle(list[index] ?? null, index);
  const named = `${label} ${title}`;
  return (
    <li className="entry">
      <div className="entry-head">
        <strong>{title}</strong>
        <button
          type="button"
          className="button"
          data-kind="quiet"
          disabled={index === 0}
          aria-label={`Move ${named} up`}
          onClick={() => onChange(moved(list, index, index - 1))}
        >
          ↑
        </button>
        <button
          type="button"
          className="button"
          data-kind="quiet"
          disabled={index === list.length - 1}
          aria-label={`Move ${named} down`}
          onClick={() => onChange(moved(list, index, index + 1))}
        >
          ↓
        </button>
        <button
          type="button"
          className="button"
          data-kind="quiet"
          aria-label={`Remove ${named}`}
          onClick={() => onChange(list.toSpliced(index, 1))}
        >
          Remove
        </button>
      </div>
      <Inner
        schema={items}
        value={list[index]}
        onChange={(entry) => onChange(list.with(index, entry))}
        pointer={inside(pointer, index)}
        label={title}
        faults={faults}
      />
    </li>
  );
};

/** A list: of a fixed set, of short texts, or of entries with an order. */
export const ArrayField = (props: FieldProps) => {
  const { schema, value, onChange, pointer, label, faults } = props;
  const { items } = schema;
  if (items?.enum) return <Choices {...props} />;
  if (items?.type === 'string') return <Texts {...props} />;
  if (!items) return null;
  const list = isList(value) ? value : [];
  return (
    <fieldset className="part" id={idOf(pointer)} tabIndex={-1}>
      <legend>{label}</legend>
      <Faults pointer={pointer} faults={faults} />
      <ol>
        {list.map((_, index) => (
          <Entry key={index} {...props} items={items} list={list} index={index} />
        ))}
      </ol>
      <button
        type="button"
        className="button"
        aria-label={`Add to ${label}`}
        onClick={() => onChange([...list, blankOf(items)])}
      >
        Add
      </button>
    </fieldset>
  );
};
