import type { ReactNode } from 'react';
import { ArrayField } from './array-field.tsx';
import { entriesOf, variantsOf } from './json-schema.ts';
import { ObjectField, RecordField } from './object-field.tsx';
import type { PartProps } from './parts.tsx';
import { ScalarField } from './scalar-field.tsx';
import { VariantField } from './variant-field.tsx';

/** A form for any part of a document, walked from its schema. */
export const Field = (part: PartProps): ReactNode => {
  const { schema } = part;
  const props = { ...part, inner: Field };
  if (schema.const !== undefined) return null;
  if (variantsOf(schema)) return <VariantField {...props} />;
  if (schema.type === 'array') return <ArrayField {...props} />;
  if (entriesOf(schema)) return <RecordField {...props} />;
  return schema.type === 'object' ? <ObjectField {...props} /> : <ScalarField {...props} />;
};
