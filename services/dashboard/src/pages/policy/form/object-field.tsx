import { useState } from 'react';
import { Faults, idOf, type FieldProps } from './parts.tsx';
import {
  blankOf,
  entriesOf,
  inside,
  isObject,
  titleOf,
  type JsonObject,
  type Schema,
} from './json-schema.ts';

const without = (object: JsonObject, key: string): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([each]) => each !== key));

interface PropertyProps extends FieldProps {
  readonly object: JsonObject;
  readonly name: string;
  readonly property: Schema;
}

/** A property: one that may be left out says so, and can be put in and taken out. */
const Property = ({
  schema,
  object,
  name,
  property,
  onChange,
  pointer,
  faults,
  inner: Inner,
}: PropertyProps) => {
  const label = titleOf(name);
  const isOptional = !(schema.required ?? []).includes(name);
  if (property.const !== undefined) return null;
  if (isOptional && object[name] === undefined)
    return (
      <button
        type="button"
        className="button property-missing"
        data-kind="quiet"
        onClick={() => onChange({ ...object, [name]: blankOf(property) })}
      >
        + {label}
      </button>
    );
  return (
    <div className="property">
      <Inner
        schema={property}
        value={object[name]}
        onChange={(value) => onChange({ ...object, [name]: value })}
        pointer={inside(pointer, name)}
        label={label}
        faults={faults}
      />
      {isOptional && (
        <button
          type="button"
          className="button"
          data-kind="quiet"
          aria-label={`Leave out ${label}`}
          onClick={() => onChange(without(object, name))}
        >
          Leave out
        </button>
      )}
    </div>
  );
};

/** What has named parts. */
export const ObjectField = (props: FieldProps) => {
  const { schema, value, pointer, label, faults } = props;
  const object = isObject(value) ? value : {};
  return (
    <fieldset className="part object" id={idOf(pointer)} tabIndex={-1}>
      {label !== '' && <legend>{label}</legend>}
      <Faults pointer={pointer} faults={faults} />
      {Object.entries(schema.properties ?? {}).map(([name, property]) => (
        <Property key={name} {...props} object={object} name={name} property={property} />
      ))}
    </fieldset>
  );
};

/** What has parts by names of the desk's own, such as editions. */
export const RecordField = ({
  schema,
  value,
  onChange,
  pointer,
  label,
  faults,
  inner: Inner,
}: FieldProps) => {
  const [name, setName] = useState('');
  const object = isObject(value) ? value : {};
  const entry = entriesOf(schema)!;
  const isTaken = name === '' || Object.hasOwn(object, name);
  return (
    <fieldset className="part" id={idOf(pointer)} tabIndex={-1}>
      <legend>{label}</legend>
      <Faults pointer={pointer} faults={faults} />
      {Object.keys(object).map((key) => (
        <div className="entry" key={key}>
          <Inner
            schema={entry}
            value={object[key]}
            onChange={(each) => onChange({ ...object, [key]: each })}
            pointer={inside(pointer, key)}
            label={key}
            faults={faults}
          />
          <button
            type="button"
            className="button"
            data-kind="quiet"
            aria-label={`Remove ${key}`}
            onClick={() => onChange(without(object, key))}
          >
            Remove
          </button>
        </div>
      ))}
      <div className="new-entry">
        <input
          className="input"
          aria-label={`Name of another of ${label}`}
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
        <button
          type="button"
          className="button"
          disabled={isTaken}
          onClick={() => {
            onChange({ ...object, [name]: blankOf(entry) });
            setName('');
          }}
        >
          Add
        </button>
      </div>
    </fieldset>
  );
};
