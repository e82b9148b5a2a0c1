import { exportHeaders, type ExportQuery } from '../export.ts';
import { pathOf, routes } from '../routes.ts';
import type { CallOptions } from './call.ts';
import { UnexpectedAnswerError } from './errors.ts';
import { send, type Transport } from './request.ts';

/** A log on its way. */
export interface ExportStream {
  /** Errors when the service could not finish; cancel it to stop the work there. */
  readonly body: ReadableStream<Uint8Array>;
  readonly mediaType: string;
  /** The last position of the ledger that is in it. */
  readonly position: number;
  /** What the ledger holds and the format has no form for. */
  readonly notCarried: readonly string[];
}

export interface ExportCalls {
  /** A log of the ledger as a stream, made as fast as it is read: the same bytes as `caselog export` writes. */
  exportLedger(query: ExportQuery, options?: CallOptions): Promise<ExportStream>;
}

export const exportCalls = (transport: Transport): ExportCalls => ({
  async exportLedger(query, { signal } = {}) {
    const { method } = routes.exportLedger;
    const response = await send(transport, { method, path: pathOf('exportLedger'), query, signal });
    const { body, headers, status, url } = response;
    const position = headers.get(exportHeaders.position);
    if (body === null || position === null) throw new UnexpectedAnswerError(url, status);
    return {
      body,
      mediaType: headers.get('content-type') ?? '',
      position: Number(position),
      notCarried: (headers.get(exportHeaders.notCarried) ?? '')
        .split(',')
        .filter((word) => word !== '')
        .map((word) => decodeURIComponent(word)),
    };
  },
});
