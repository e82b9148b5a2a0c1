import { Faults, idOf, type FieldProps } from './parts.tsx';
import { blankOf, fits, isObject, variantsOf, variantTitle, type Json, type Schema } from './json-schema.ts';

/** A variant that is one number, such as a duration in one unit: the number is kept when the unit changes. */
const singleNumber = ({ properties = {}, required = [] }: Schema): string | undefined => {
  const [key, ...more] = required;
  const type = key === undefined ? undefined : properties[key]?.type;
  return more.length === 0 && (type === 'number' || type === 'integer') ? key : undefined;
};

const changed = (from: Schema | undefined, to: Schema, value: Json | undefined): Json => {
  const [old, young] = [from && singleNumber(from), singleNumber(to)];
  const kept = old !== undefined && isObject(value) ? value[old] : undefined;
  return young !== undefined && typeof kept === 'number' ? { [young]: kept } : blankOf(to);
};

/** A choice among outlines, and what the chosen one holds. */
export const VariantField = ({
  schema,
  value,
  onChange,
  pointer,
  label,
  faults,
  inner: Inner,
}: FieldProps) => {
  const variants = variantsOf(schema) ?? [];
  const chosen = variants.findIndex((variant) => fits(variant, value));
  const variant = variants[chosen];
  const number = variant && singleNumber(variant);
  return (
    <fieldset className="part variant" data-inline={number !== undefined || undefined}>
      <legend>{label}</legend>
      <Faults pointer={pointer} faults={faults} />
      {number !== undefined && isObject(value) && (
        <input
          className="input"
          type="number"
          step="any"
          aria-label={label}
          value={typeof value[number] === 'number' ? value[number] : ''}
          onChange={({ target }) => onChange({ [number]: target.value === '' ? null : Number(target.value) })}
        />
      )}
      <select
        id={idOf(pointer)}
        className="input"
        aria-label={`${label}: kind`}
        value={chosen}
        onChange={({ target }) => onChange(changed(variant, variants[Number(target.value)]!, value))}
      >
        {chosen === -1 && <option value={-1}>–</option>}
        {variants.map((each, index) => (
          <option key={index} value={index}>
            {variantTitle(each)}
          </option>
        ))}
      </select>
      {variant && number === undefined && (
        <Inner
          schema={variant}
          value={value}
          onChange={onChange}
          pointer={pointer}
          label=""
          // Those of the place itself are shown above.
          faults={faults.filter((fault) => fault.pointer !== pointer)}
        />
      )}
    </fieldset>
  );
};
