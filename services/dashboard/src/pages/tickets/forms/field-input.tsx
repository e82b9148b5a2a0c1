import { useId } from 'react';
import { spaced } from '../words/events.ts';
import type { Field } from './fields.ts';
import { emptyValue, type Value, type Values } from './values.ts';

interface InputProps {
  readonly field: Field;
  readonly value: Value | undefined;
  /** Where it stands, such as `items.0.text`: faults are found by it. */
  readonly path: string;
  readonly faults: ReadonlyMap<string, string>;
  readonly onChange: (value: Value) => void;
}

const asText = (value: Value | undefined): string => (typeof value === 'string' ? value : '');
const asValues = (value: Value | undefined): Values =>
  typeof value === 'object' && !Array.isArray(value) ? (value as Values) : {};

const Fault = ({ id, text }: { readonly id: string; readonly text: string | undefined }) =>
  text === undefined ? null : (
    <span className="fault" id={`${id}-fault`}>
      {text}
    </span>
  );

const optional = ({ isRequired, isNullable }: Field): string =>
  isRequired && !isNullable ? '' : ' (optional)';

const Scalar = ({ field, value, path, faults, onChange }: InputProps) => {
  const id = useId();
  const fault = faults.get(path);
  const shared = {
    id,
    className: 'input',
    'data-path': path,
    'aria-invalid': fault !== undefined,
    'aria-describedby': fault === undefined ? undefined : `${id}-fault`,
    value: asText(value),
    onChange: ({ target }: { readonly target: { readonly value: string } }) => onChange(target.value),
  };
  return (
    <div className="field" data-faulty={fault !== undefined || undefined}>
      <label htmlFor={id}>
        {field.label}
        {optional(field)}
      </label>
      <Fault id={id} text={fault} />
      {field.kind === 'choice' ? (
        <select {...shared}>
          <option value="">Choose …</option>
          {field.options.map((option) => (
            <option key={option} value={option}>
              {spaced(option)}
            </option>
          ))}
        </select>
      ) : (field.kind === 'text' && field.isLong) || field.kind === 'json' ? (
        <textarea {...shared} rows={4} maxLength={field.kind === 'text' ? field.maxLength : undefined} />
      ) : (
        <input {...shared} type={field.kind === 'number' ? 'number' : 'text'} />
      )}
    </div>
  );
};

const Flag = ({ field, value, onChange }: InputProps) => (
  <label className="field-flag">
    <input type="checkbox" checked={value === true} onChange={({ target }) => onChange(target.checked)} />{' '}
    {field.label}
  </label>
);

const List = ({
  field,
  value,
  path,
  faults,
  onChange,
}: InputProps & { readonly field: Extract<Field, { kind: 'list' }> }) => {
  const items: readonly Value[] = Array.isArray(value) ? (value as readonly Value[]) : [];
  const fault = faults.get(path);
  const known = { itemId: `item-${items.length + 1}` };
  return (
    <fieldset className="field" data-faulty={fault !== undefined || undefined}>
      <legend>
        {field.label}
        {optional(field)}
      </legend>
      <Fault id={path} text={fault} />
      {items.map((item, index) => (
        <div className="field-item" key={index}>
          <FieldInput
            field={{ ...field.item, label: `${field.label} ${index + 1}` }}
            value={item}
            path={`${path}.${index}`}
            faults={faults}
            onChange={(next) => onChange(items.with(index, next))}
          />
          <button
            type="button"
            className="button"
            data-kind="quiet"
            onClick={() => onChange(items.toSpliced(index, 1))}
          >
            Remove
          </button>
        </div>
      ))}
      <button
        type="button"
        className="button"
        onClick={() => onChange([...items, emptyValue(field.item, known)])}
      >
        Add
      </button>
    </fieldset>
  );
};

const Variants = (props: InputProps & { readonly field: Extract<Field, { kind: 'variants' }> }) => {
  const { field, value, path, faults, onChange } = props;
  const values = asValues(value);
  const chosen = field.variants.find((each) => each.value === values[field.tag]);
  return (
    <fieldset className="field">
      <legend>{field.label}</legend>
      <Scalar
        field={{
          kind: 'choice',
          name: field.tag,
          label: spaced(field.tag),
          isRequired: true,
          isNullable: false,
          options: field.variants.map((each) => each.value),
        }}
        value={values[field.tag]}
        path={`${path}.${field.tag}`}
        faults={faults.has(path) ? new Map([[`${path}.${field.tag}`, 'Choose one.']]) : faults}
        onChange={(next) => onChange({ [field.tag]: next })}
      />
      {chosen && (
        <Fields fields={chosen.fields} values={values} path={path} faults={faults} onChange={onChange} />
      )}
    </fieldset>
  );
};

interface FieldsProps {
  readonly fields: readonly Field[];
  readonly values: Values;
  readonly path: string;
  readonly faults: ReadonlyMap<string, string>;
  readonly onChange: (values: Values) => void;
}

/** The places of a form, one below the other. */
export const Fields = ({ fields, values, path, faults, onChange }: FieldsProps) => (
  <>
    {fields.map((field) => (
      <FieldInput
        key={field.name}
        field={field}
        value={values[field.name]}
        path={path === '' ? field.name : `${path}.${field.name}`}
        faults={faults}
        onChange={(value) => onChange({ ...values, [field.name]: value })}
      />
    ))}
  </>
);

/** One place of a form, whatever its kind. */
const FieldInput = (props: InputProps) => {
  const { field, value, path, faults, onChange } = props;
  switch (field.kind) {
    case 'flag':
      return <Flag {...props} />;
    case 'list':
      return <List {...props} field={field} />;
    case 'variants':
      return <Variants {...props} field={field} />;
    case 'group':
      return (
        <fieldset className="field">
          <legend>
            {field.label}
            {optional(field)}
          </legend>
          <Fields
            fields={field.fields}
            values={asValues(value)}
            path={path}
            faults={faults}
            onChange={onChange}
          />
        </fieldset>
      );
    default:
      return <Scalar {...props} />;
  }
};
