import type { UploadAnswer } from '@caselog/api-contract';
import { useEffect, useEffectEvent, useState } from 'react';
import { useSession } from '../../../session/session.ts';
import { browser } from '../../../time/browser.ts';
import { formats, say } from '../words/words.ts';
import { upload, UploadError, type Upload } from './upload.ts';

export const filesMax = 10;

/** A file somebody chose: on its way, there, or refused. */
export interface ChosenFile {
  readonly id: string;
  readonly name: string;
  readonly part: number;
  readonly stored?: UploadAnswer;
  readonly fault?: () => string;
}

/** The media type in what the desk says of a refused file. Pure. */
const typeIn = (message: string): string => /[\w.+-]+\/[\w.+-]+/.exec(message)?.[0] ?? '?';

const faultOf = (name: string, error: unknown, bytesMax: number): string => {
  if (!(error instanceof UploadError)) return say('file.failed', { name });
  switch (error.kind) {
    case 'file-too-large':
      return say('file.tooLarge', { name, size: formats().size(bytesMax) });
    case 'file-type-not-taken':
      return say('file.type', { name, detail: typeIn(error.message) });
    default:
      return say('file.failed', { name });
  }
};

/** What is wrong with a file before it is sent. */
const earlyFault = ({ name, size }: File, bytesMax: number): (() => string) | undefined => {
  if (size === 0) return () => say('file.empty', { name });
  return size > bytesMax ? () => say('file.tooLarge', { name, size: formats().size(bytesMax) }) : undefined;
};

/** Sends files as they are chosen, each on its own, and knows how far each is. What is left behind is called off. */
export const useFiles = (ticketId: string, bytesMax: number) => {
  const { csrfToken } = useSession();
  const [files, setFiles] = useState<readonly ChosenFile[]>([]);
  const [uploads] = useState(() => new Map<string, Upload>());
  const change = (id: string, to: Partial<ChosenFile>): void =>
    setFiles((all) => all.map((file) => (file.id === id ? { ...file, ...to } : file)));
  const begin = async (id: string, file: File): Promise<void> => {
    const sending = upload(ticketId, file, csrfToken, (part) => change(id, { part }));
    uploads.set(id, sending);
    try {
      change(id, { stored: await sending.done, part: 1 });
    } catch (error) {
      change(id, { fault: () => faultOf(file.name, error, bytesMax) });
    } finally {
      uploads.delete(id);
    }
  };
  const leave = useEffectEvent(() => uploads.forEach((each) => each.cancel()));
  useEffect(() => () => leave(), []);
  return {
    files,
    add: (chosen: readonly File[]): void => {
      for (const file of chosen) {
        const id = browser.uuid();
        const fault = earlyFault(file, bytesMax);
        setFiles((all) => [...all, { id, name: file.name, part: 0, ...(fault !== undefined && { fault }) }]);
        if (fault === undefined) void begin(id, file);
      }
    },
    remove: (id: string): void => {
      uploads.get(id)?.cancel();
      setFiles((all) => all.filter((file) => file.id !== id));
    },
  };
};

const FileLine = ({ file, onRemove }: { readonly file: ChosenFile; readonly onRemove: () => void }) => {
  const { name, part, stored, fault } = file;
  return (
    <li data-faulty={fault === undefined ? undefined : true}>
      {fault !== undefined && (
        <span className="fault" role="alert">
          {fault()}
        </span>
      )}
      {fault === undefined && (
        <>
          <bdi>{name}</bdi>
          {stored ? (
            <span className="chip">
              <span className="glyph" aria-hidden="true">
                ✓
              </span>
              {say('file.ready', { size: formats().size(stored.sizeBytes) })}
            </span>
          ) : (
            <progress
              max={1}
              value={part}
              aria-label={say('file.progress', { name, percent: Math.round(part * 100) })}
            />
          )}
        </>
      )}
      <button type="button" className="button" onClick={onRemove}>
        {say('file.remove', { name })}
      </button>
    </li>
  );
};

export interface FilesFieldProps {
  readonly id: string;
  readonly hint: string;
  readonly files: readonly ChosenFile[];
  readonly add: (chosen: readonly File[]) => void;
  readonly remove: (id: string) => void;
}

/** Chooses files; each shows how far it is, and what is wrong with it at its place. */
export const FilesField = ({ id, hint, files, add, remove }: FilesFieldProps) => (
  <div className="field">
    <label htmlFor={id}>{say('item.files')}</label>
    <span className="help" id={`${id}-hint`}>
      {hint}
    </span>
    <span className="button file-choice">
      {/* What a browser writes beside it is in the browser's language: the control lies unseen over words of ours. */}
      <span aria-hidden="true">{say('item.files.choose')}</span>
      <input
        id={id}
        type="file"
        multiple
        title=""
        aria-describedby={`${id}-hint`}
        onChange={({ target }) => {
          add([...(target.files ?? [])]);
          target.value = '';
        }}
      />
    </span>
    <ul className="files">
      {files.map((file) => (
        <FileLine key={file.id} file={file} onRemove={() => remove(file.id)} />
      ))}
    </ul>
  </div>
);
