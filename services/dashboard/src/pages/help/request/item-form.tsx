import { useState } from 'react';
import { sendingFault } from '../ask/send.ts';
import { ErrorSummary, type FieldFault } from '../parts/error-summary.tsx';
import { TextField } from '../parts/fields.tsx';
import { useHelp } from '../parts/queries.ts';
import { formats, say } from '../words/words.ts';
import { useCommand } from './command.ts';
import { FilesField, filesMax, useFiles, type ChosenFile } from './files.tsx';

/** Something the desk asked for. */
export interface AskedItem {
  readonly itemId: string;
  readonly kind: 'reproduction-steps' | 'troubleshooting-steps' | 'log-files' | 'message-headers' | 'other';
  readonly text: string;
}

const filesId = (itemId: string): string => `files-${itemId}`;
const textId = (itemId: string): string => `text-${itemId}`;

const faultsOf = (itemId: string, text: string, files: readonly ChosenFile[]): readonly FieldFault[] => {
  const field = filesId(itemId);
  if (files.some(({ stored }) => stored === undefined))
    return [{ field, message: () => say('file.waiting') }];
  if (files.length > filesMax) return [{ field, message: () => say('file.tooMany', { max: filesMax }) }];
  return text.trim() === '' && files.length === 0
    ? [{ field: textId(itemId), message: () => say('item.missing') }]
    : [];
};

/** Where one thing is handed in: an answer, files, or both. */
export const ItemForm = ({ ticketId, item }: { readonly ticketId: string; readonly item: AskedItem }) => {
  const { itemId, kind } = item;
  const { data: help } = useHelp();
  const bytesMax = help?.files.bytesMax ?? 25 * 1_024 ** 2;
  const { files, add, remove } = useFiles(ticketId, bytesMax);
  const [text, setText] = useState('');
  const [faults, setFaults] = useState<readonly FieldFault[]>([]);
  const supplying = useCommand(ticketId);
  const send = (): void => {
    const found = faultsOf(itemId, text, files);
    setFaults(found);
    if (found.length > 0 || supplying.isPending) return;
    const named = files.flatMap(({ name, stored }) => (stored ? [{ ...stored, name }] : []));
    const data = {
      itemId,
      ...(text.trim() === '' ? {} : { text: text.trim() }),
      ...(named.length === 0 ? {} : { files: named }),
    };
    supplying.mutate({ type: 'SupplyDataItem', data });
  };
  const shown = supplying.error ? [{ message: () => sendingFault(supplying.error) }] : faults;
  return (
    <form
      className="panel"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <h3>{say(`item.kind.${kind}`)}</h3>
      <p dir="auto">{item.text}</p>
      <ErrorSummary faults={shown} />
      <TextField
        id={textId(itemId)}
        label={say('item.text')}
        rows={4}
        value={text}
        onChange={setText}
        fault={faults.find(({ field }) => field === textId(itemId))?.message()}
      />
      <FilesField
        id={filesId(itemId)}
        hint={say('item.files.hint', { size: formats().size(bytesMax) })}
        files={files}
        add={add}
        remove={remove}
      />
      <button type="submit" className="button" data-kind="primary" aria-disabled={supplying.isPending}>
        {say('item.send')}
      </button>
    </form>
  );
};
