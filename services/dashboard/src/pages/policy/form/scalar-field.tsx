import { Faults, idOf, type FieldProps } from './parts.tsx';
import { titleOf } from './json-schema.ts';

const isFaulty = ({ faults, pointer }: FieldProps): boolean =>
  faults.some((fault) => fault.pointer === pointer);

const Input = (props: FieldProps) => {
  const { schema, value, onChange, pointer } = props;
  const shared = { id: idOf(pointer), className: 'input', 'aria-invalid': isFaulty(props) };
  if (schema.enum)
    return (
      <select
        {...shared}
        value={typeof value === 'string' ? value : ''}
        onChange={({ target }) => onChange(target.value)}
      >
        {schema.enum.map((each) => (
          <option key={each} value={each}>
            {titleOf(each)}
          </option>
        ))}
      </select>
    );
  if (schema.type === 'number' || schema.type === 'integer')
    return (
      <input
        {...shared}
        type="number"
        step={schema.type === 'integer' ? 1 : 'any'}
        value={typeof value === 'number' ? value : ''}
        // An empty field is no number: the desk says so at its place, and nothing is guessed.
        onChange={({ target }) => onChange(target.value === '' ? null : Number(target.value))}
      />
    );
  return (
    <input
      {...shared}
      type="text"
      value={typeof value === 'string' ? value : ''}
      onChange={({ target }) => onChange(target.value)}
    />
  );
};

/** One value: a text, a number, a choice, or yes and no. */
export const ScalarField = (props: FieldProps) => {
  const { schema, value, onChange, pointer, label } = props;
  if (schema.type === 'boolean')
    return (
      <div className="check">
        <input
          id={idOf(pointer)}
          type="checkbox"
          checked={value === true}
          onChange={({ target }) => onChange(target.checked)}
        />
        <label htmlFor={idOf(pointer)}>{label}</label>
        <Faults {...props} />
      </div>
    );
  return (
    <div className="field" data-faulty={isFaulty(props) || undefined}>
      <label htmlFor={idOf(pointer)}>{label}</label>
      <Faults {...props} />
      <Input {...props} />
    </div>
  );
};
