import type { CheckPolicyAnswer } from '@caselog/api-contract';
import type { ReactNode } from 'react';
import type { Json, Schema } from './json-schema.ts';

export type Fault = CheckPolicyAnswer['faults'][number];

/** A part of a document, and where it stands. */
export interface PartProps {
  readonly schema: Schema;
  readonly value: Json | undefined;
  readonly onChange: (value: Json) => void;
  /** Its place in the document: also what its element is called. */
  readonly pointer: string;
  readonly label: string;
  readonly faults: readonly Fault[];
}

export interface FieldProps extends PartProps {
  /** Walks on into what lies inside. */
  readonly inner: (props: PartProps) => ReactNode;
}

/** The id of a place's element. Pure. */
export const idOf = (pointer: string): string => `at${pointer}`;

/** What is wrong at a place itself; what lies inside is shown there. */
export const Faults = ({ pointer, faults }: Pick<PartProps, 'pointer' | 'faults'>) => (
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
