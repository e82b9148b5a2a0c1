import { useState } from 'react';
import { isObject, type Json, type JsonObject } from './form/json-schema.ts';

const read = (text: string): { readonly document: JsonObject } | { readonly fault: string } => {
  try {
    const value = JSON.parse(text) as Json;
    return isObject(value) ? { document: value } : { fault: 'the document must be an object' };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { fault: error.message };
  }
};

/** The whole document as text. What cannot be read yet stays in the field and changes nothing. */
export const JsonEditor = ({
  document,
  onChange,
}: {
  readonly document: JsonObject;
  readonly onChange: (document: JsonObject) => void;
}) => {
  const [text, setText] = useState(() => JSON.stringify(document, null, 2));
  const [fault, setFault] = useState<string>();
  const [known, setKnown] = useState(document);
  if (document !== known) {
    // Not what was written here: another draft, or none.
    setKnown(document);
    setText(JSON.stringify(document, null, 2));
    setFault(undefined);
  }
  return (
    <div className="field" data-faulty={fault !== undefined || undefined}>
      <label htmlFor="policy-json">The policy as JSON</label>
      {fault !== undefined && (
        <span className="fault" id="policy-json-fault" role="alert">
          {fault}
        </span>
      )}
      <textarea
        id="policy-json"
        className="input mono"
        rows={32}
        spellCheck={false}
        value={text}
        aria-invalid={fault !== undefined}
        aria-describedby={fault === undefined ? undefined : 'policy-json-fault'}
        onChange={({ target }) => {
          setText(target.value);
          const found = read(target.value);
          setFault('fault' in found ? found.fault : undefined);
          if (!('document' in found)) return;
          setKnown(found.document);
          onChange(found.document);
        }}
      />
    </div>
  );
};
