import type { PolicyResponse } from '@caselog/api-contract';
import { useRef, type KeyboardEvent } from 'react';
import { count } from '../../words/format.ts';
import { usePolicyDraft } from '../policy/draft.ts';
import type { TextFault } from './policy-text.ts';

interface Props {
  readonly policy: PolicyResponse;
  readonly text: string;
  readonly isInForce: boolean;
  readonly faults: readonly TextFault[];
  /** undefined: the policy in force. */
  readonly onChange: (text: string | undefined) => void;
}

interface FaultsProps {
  readonly faults: readonly TextFault[];
  readonly onChoose: (fault: TextFault) => void;
}

const Faults = ({ faults, onChoose }: FaultsProps) => (
  <div className="notice" data-tone="bad" role="alert" id="what-if-faults">
    <strong>
      {count(faults.length)} {faults.length === 1 ? 'fault' : 'faults'}: nothing was begun
    </strong>
    <ul>
      {faults.map((fault) => (
        <li key={`${fault.start} ${fault.message}`}>
          <button type="button" className="link" onClick={() => onChoose(fault)}>
            line {count(fault.line)}
            {fault.pointer !== undefined && fault.pointer !== '' && (
              <>
                {' '}
                <code>{fault.pointer}</code>
              </>
            )}
          </button>
          : {fault.message}
        </li>
      ))}
    </ul>
  </div>
);

const linePx = 18;

/** Selects a fault in the text, and brings its line into view. */
const select = (area: HTMLTextAreaElement | null, { start, end, line }: TextFault): void => {
  area?.focus();
  area?.setSelectionRange(start, end);
  if (area) area.scrollTop = Math.max(0, (line - 4) * linePx);
};

/** ⌘/Ctrl Enter sends the form. */
const sendByKeys = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  event.currentTarget.form?.requestSubmit();
};

/** The policy to be tried, as text: the one in force to begin with, or what the policy page has as a draft. */
export const PolicyArea = ({ policy, text, isInForce, faults, onChange }: Props) => {
  const area = useRef<HTMLTextAreaElement>(null);
  const draft = usePolicyDraft();
  return (
    <div className="field" data-faulty={faults.length > 0 || undefined}>
      <label htmlFor="what-if-policy">The policy to try, as JSON</label>
      <span className="help" id="what-if-policy-help">
        {isInForce
          ? `The policy in force, ${policy.version}, as it is: change what you want to try.`
          : `Not the policy in force, ${policy.version}. It is tried, never published.`}
      </span>
      <div className="actions">
        <button type="button" className="button" disabled={isInForce} onClick={() => onChange(undefined)}>
          Take the policy in force
        </button>
        {draft && (
          <button
            type="button"
            className="button"
            onClick={() => onChange(JSON.stringify(draft.document, undefined, 2))}
          >
            Take my draft of the policy page
          </button>
        )}
      </div>
      {faults.length > 0 && <Faults faults={faults} onChoose={(fault) => select(area.current, fault)} />}
      <textarea
        ref={area}
        id="what-if-policy"
        className="input mono"
        rows={16}
        spellCheck={false}
        value={text}
        aria-invalid={faults.length > 0}
        aria-describedby={faults.length > 0 ? 'what-if-faults' : 'what-if-policy-help'}
        onChange={({ target }) => onChange(target.value)}
        onKeyDown={sendByKeys}
      />
    </div>
  );
};
