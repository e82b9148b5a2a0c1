import { csrfHeader, pathOf, problemSchema, type UploadAnswer } from '@caselog/api-contract';

/** An upload that came to nothing, with what the desk said of it, if it said anything. */
export class UploadError extends Error {
  override readonly name = 'UploadError';
  /** `file-type-not-taken`, `file-too-large` … ; undefined when no answer came. */
  readonly kind: string | undefined;
  constructor(kind: string | undefined, detail: string) {
    super(detail);
    this.kind = kind;
  }
}

export interface Upload {
  readonly done: Promise<UploadAnswer>;
  /** Calls it off; `done` then rejects. */
  cancel(): void;
}

const failureOf = (text: string): UploadError => {
  try {
    const problem = problemSchema.parse(JSON.parse(text));
    return new UploadError(problem.type.split(':').at(-1), problem.detail ?? problem.title);
  } catch (cause) {
    const failure = new UploadError(undefined, 'the desk did not answer');
    failure.cause = cause;
    return failure;
  }
};

/** Sends a file, and says how far it is, from 0 to 1. `fetch` cannot tell that, so this is the one place that uses its elder. */
export const upload = (
  ticketId: string,
  file: File,
  csrfToken: string | null,
  onProgress: (part: number) => void,
): Upload => {
  const request = new XMLHttpRequest();
  const done = new Promise<UploadAnswer>((resolve, reject) => {
    request.upload.addEventListener('progress', ({ loaded, total }) =>
      onProgress(total > 0 ? loaded / total : 0),
    );
    request.addEventListener('load', () => {
      if (request.status === 201) resolve(JSON.parse(request.responseText) as UploadAnswer);
      else reject(failureOf(request.responseText));
    });
    for (const end of ['error', 'abort', 'timeout'])
      request.addEventListener(end, () => reject(new UploadError(undefined, 'the desk did not answer')));
  });
  request.open('POST', pathOf('uploadAttachment', { ticketId }));
  request.setRequestHeader('content-type', 'application/octet-stream');
  if (csrfToken !== null) request.setRequestHeader(csrfHeader, csrfToken);
  request.send(file);
  return { done, cancel: () => request.abort() };
};
