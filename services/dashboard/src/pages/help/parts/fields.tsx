import type { ReactNode } from 'react';

interface Common {
  readonly id: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly fault?: string | undefined;
}

const describedBy = ({ id, hint, fault }: Common): string | undefined => {
  const ids = [hint !== undefined && `${id}-hint`, fault !== undefined && `${id}-fault`].filter(Boolean);
  return ids.length === 0 ? undefined : ids.join(' ');
};

const Notes = ({ id, hint, fault }: Common) => (
  <>
    {hint !== undefined && (
      <span className="help" id={`${id}-hint`}>
        {hint}
      </span>
    )}
    {fault !== undefined && (
      <span className="fault" id={`${id}-fault`}>
        {fault}
      </span>
    )}
  </>
);

export interface TextFieldProps extends Common {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly rows?: number;
  readonly type?: 'text' | 'email';
  readonly autoComplete?: string;
}

/** A line or a page of text with its label, hint and fault. */
export const TextField = ({
  value,
  onChange,
  rows,
  type = 'text',
  autoComplete,
  ...common
}: TextFieldProps) => {
  const { id, label, fault } = common;
  const shared = {
    id,
    className: 'input',
    value,
    'aria-describedby': describedBy(common),
    'aria-invalid': fault !== undefined,
    onChange: ({ target }: { readonly target: { readonly value: string } }) => onChange(target.value),
  };
  return (
    <div className="field" data-faulty={fault === undefined ? undefined : true}>
      <label htmlFor={id}>{label}</label>
      <Notes {...common} />
      {rows === undefined ? (
        <input {...shared} type={type} autoComplete={autoComplete} />
      ) : (
        <textarea {...shared} rows={rows} />
      )}
    </div>
  );
};

export interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly hint?: string;
  /** The desk's own text, in whatever language it was written. */
  readonly isFree?: boolean;
}

export interface RadiosProps<Value extends string> extends Common {
  readonly choices: readonly Choice<Value>[];
  readonly value: Value | undefined;
  readonly onChange: (value: Value) => void;
  /** The question is the page's heading. */
  readonly isHeading?: boolean;
  readonly children?: ReactNode;
}

/** One question with its answers. */
export const Radios = <Value extends string>({
  choices,
  value,
  onChange,
  isHeading = false,
  children,
  ...common
}: RadiosProps<Value>) => {
  const { id, label, fault } = common;
  return (
    <fieldset
      className="field radios"
      data-faulty={fault === undefined ? undefined : true}
      aria-describedby={describedBy(common)}
    >
      <legend>{isHeading ? <h1>{label}</h1> : label}</legend>
      <Notes {...common} />
      {choices.map((choice, index) => {
        const choiceId = index === 0 ? id : `${id}-${index}`;
        const dir = choice.isFree ? 'auto' : undefined;
        return (
          <div className="choice" key={choice.value}>
            <input
              type="radio"
              id={choiceId}
              name={id}
              value={choice.value}
              checked={value === choice.value}
              aria-describedby={choice.hint === undefined ? undefined : `${choiceId}-about`}
              onChange={() => onChange(choice.value)}
            />
            <label htmlFor={choiceId} dir={dir}>
              {choice.label}
            </label>
            {choice.hint !== undefined && (
              <span className="help" id={`${choiceId}-about`} dir={dir}>
                {choice.hint}
              </span>
            )}
          </div>
        );
      })}
      {children}
    </fieldset>
  );
};

export interface CheckboxProps {
  readonly id: string;
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

export const Checkbox = ({ id, label, checked, onChange }: CheckboxProps) => (
  <div className="choice">
    <input type="checkbox" id={id} checked={checked} onChange={({ target }) => onChange(target.checked)} />
    <label htmlFor={id}>{label}</label>
  </div>
);

export interface SelectProps extends Common {
  readonly value: string;
  readonly choices: readonly Choice<string>[];
  readonly onChange: (value: string) => void;
}

export const Select = ({ value, choices, onChange, ...common }: SelectProps) => (
  <div className="field">
    <label htmlFor={common.id}>{common.label}</label>
    <Notes {...common} />
    <select
      id={common.id}
      className="input"
      value={value}
      aria-describedby={describedBy(common)}
      onChange={({ target }) => onChange(target.value)}
    >
      {choices.map((choice) => (
        <option key={choice.value} value={choice.value} lang={choice.value}>
          {choice.label}
        </option>
      ))}
    </select>
  </div>
);
