import type { CheckPolicyAnswer } from '@caselog/api-contract';
import type { ReactNode } from 'react';
import { ArrayField } from './array-field.tsx';
import { entriesOf, variantsOf, type Json, type Schema } from './json-schema.ts';
import { ObjectField, RecordField } from './object-field.tsx';
import { ScalarField } from './scalar-field.tsx';
import { VariantField } from './variant-field.tsx';

export type Fault = CheckPolicyAnswer['faults'][number];

export interface FieldProps {
  readonly schema: Schema;
  readonly value: Json | undefined;
  readonly onChange: (value: Json) => void;
  /** Its place in the document: also what its element is called. */
  readonly pointer: string;
  readonly label: string;
  readonly faults: readonly Fault[];
}

/** The id of a place's element. Pure. */
export const idOf = (pointer: string): string => `at${pointer}`;

/** What is wrong at a place itself; what lies inside is shown there. */
export const Faults = ({ pointer, faults }: Pick<FieldProps, 'pointer' | 'faults'>) => (
  <>
    {faults
      .filter((fault) => fault.pointer === pointer)
      .map(({ message }) => (
        <span className="fault" key={message}>
          {message}
        </span>
      ))}
  </>
);

/** A form for any part of a document, walked from its schema. */
export const Field = (props: FieldProps): ReactNode => {
  const { schema } = props;
  if (schema.const !== undefined) return null;
  if (variantsOf(schema)) return <VariantField {...props} />;
  if (schema.type === 'array') return <ArrayField {...props} />;
  if (entriesOf(schema)) return <RecordField {...props} />;
  return schema.type === 'object' ? <ObjectField {...props} /> : <ScalarField {...props} />;
};
