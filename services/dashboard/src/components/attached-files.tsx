import { pathOf, uploadAnswerSchema } from '@caselog/api-contract';
import { z } from 'zod';

const filesSchema = z.array(uploadAnswerSchema.extend({ name: z.string() }));

interface AttachedFilesProps {
  readonly ticketId: string;
  /** As an event names them; what is none is not shown. */
  readonly files: unknown;
  readonly label: (name: string, bytes: number) => string;
}

/** The files that were handed in with an event, each to be downloaded, never shown in place. */
export const AttachedFiles = ({ ticketId, files, label }: AttachedFilesProps) => {
  const { data = [] } = filesSchema.safeParse(files);
  if (data.length === 0) return null;
  return (
    <ul className="attached">
      {data.map(({ digest, name, sizeBytes }) => (
        <li key={digest}>
          <a href={pathOf('attachment', { ticketId, digest })} download={name}>
            {label(name, sizeBytes)}
          </a>
        </li>
      ))}
    </ul>
  );
};
