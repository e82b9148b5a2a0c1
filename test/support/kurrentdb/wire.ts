/** The client package's own generated messages, and the few conversions between them and the log. */
import anyPb from 'google-protobuf/google/protobuf/any_pb.js';
import emptyPb from 'google-protobuf/google/protobuf/empty_pb.js';
import type { Message } from 'google-protobuf';
import sharedPb from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/shared_pb.js';
import type { UUID } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/shared_pb.js';
import statusPb from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/status_pb.js';
import type { Status } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/status_pb.js';
import streamsPb from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import type {
  AppendReq,
  BatchAppendReq,
  ReadReq,
  ReadResp,
} from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import type { Expectation, LogPosition, LogRecord, ProposedRecord } from './log.ts';

const { StreamIdentifier } = sharedPb;
const { ReadEvent, StreamNotFound, SubscriptionConfirmation, Checkpoint, CaughtUp, Position } =
  streamsPb.ReadResp;

const decodeText = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

const hex = (bits: string) => BigInt.asUintN(64, BigInt(bits)).toString(16).padStart(16, '0');

/** A UUID in text, however it was sent. */
export function uuidText(uuid: UUID): string {
  if (uuid.hasString()) return uuid.getString();
  const structured = uuid.getStructured()!;
  const digits = hex(structured.getMostSignificantBits()) + hex(structured.getLeastSignificantBits());
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** A UUID as the reader asked for it. */
function uuidMessage(text: string, structured: boolean): UUID {
  const uuid = new sharedPb.UUID();
  if (!structured) return uuid.setString(text);
  const digits = text.replaceAll('-', '');
  const bits = (part: string) => BigInt.asIntN(64, BigInt(`0x${part}`)).toString();
  return uuid.setStructured(
    new sharedPb.UUID.Structured()
      .setMostSignificantBits(bits(digits.slice(0, 16)))
      .setLeastSignificantBits(bits(digits.slice(16))),
  );
}

export const streamIdentifier = (stream: string) => new StreamIdentifier().setStreamName(utf8(stream));

export const streamName = (identifier: { getStreamName_asU8(): Uint8Array } | undefined): string =>
  decodeText(identifier!.getStreamName_asU8());

export const proposedRecord = (
  message: AppendReq.ProposedMessage | BatchAppendReq.ProposedMessage,
): ProposedRecord => ({
  id: uuidText(message.getId()!),
  type: message.getMetadataMap().get('type') ?? '',
  contentType: message.getMetadataMap().get('content-type') ?? '',
  data: message.getData_asU8(),
  metadata: message.getCustomMetadata_asU8(),
});

export function appendExpectation(options: AppendReq.Options): Expectation {
  if (options.hasAny()) return 'any';
  if (options.hasNoStream()) return 'no-stream';
  return options.hasStreamExists() ? 'stream-exists' : Number(options.getRevision());
}

export function batchExpectation(options: BatchAppendReq.Options): Expectation {
  if (options.hasAny()) return 'any';
  if (options.hasNoStream()) return 'no-stream';
  return options.hasStreamExists() ? 'stream-exists' : Number(options.getStreamPosition());
}

export const requestedPosition = (position: ReadReq.Options.Position): LogPosition => ({
  commit: Number(position.getCommitPosition()),
  prepare: Number(position.getPreparePosition()),
});

/** 100-nanosecond ticks since the epoch, as the server stamps records. */
const ticks = (ms: number) => (BigInt(ms) * 10_000n).toString();

export function eventMessage(record: LogRecord, structuredIds: boolean): ReadResp {
  const recorded = new ReadEvent.RecordedEvent()
    .setId(uuidMessage(record.id, structuredIds))
    .setStreamIdentifier(streamIdentifier(record.stream))
    .setStreamRevision(String(record.revision))
    .setCommitPosition(String(record.position))
    .setPreparePosition(String(record.position))
    .setData(record.data)
    .setCustomMetadata(record.metadata);
  recorded
    .getMetadataMap()
    .set('type', record.type)
    .set('content-type', record.contentType)
    .set('created', ticks(record.createdMs));
  const event = new ReadEvent().setEvent(recorded).setCommitPosition(String(record.position));
  return new streamsPb.ReadResp().setEvent(event);
}

export const notFoundMessage = (stream: string): ReadResp =>
  new streamsPb.ReadResp().setStreamNotFound(
    new StreamNotFound().setStreamIdentifier(streamIdentifier(stream)),
  );

export const confirmationMessage = (id: string): ReadResp =>
  new streamsPb.ReadResp().setConfirmation(new SubscriptionConfirmation().setSubscriptionId(id));

export const checkpointMessage = ({ commit, prepare }: LogPosition): ReadResp =>
  new streamsPb.ReadResp().setCheckpoint(
    new Checkpoint().setCommitPosition(String(commit)).setPreparePosition(String(prepare)),
  );

export const caughtUpMessage = ({ commit, prepare }: LogPosition): ReadResp =>
  new streamsPb.ReadResp().setCaughtUp(
    new CaughtUp().setPosition(
      new Position().setCommitPosition(String(commit)).setPreparePosition(String(prepare)),
    ),
  );

/** A failed append as the batch protocol tells it: a status with the cause packed inside. */
export function batchStatus(message: string, detail: Message, type: string): Status {
  const any = new anyPb.Any();
  any.pack(detail.serializeBinary(), type);
  return new statusPb.Status().setMessage(message).setDetails(any);
}

export const empty = () => new emptyPb.Empty();
export { sharedPb, streamsPb };
