import type { handleServerStreamingCall, ServerWritableStream } from '@grpc/grpc-js';
import streamsPb from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import type {
  ReadReq,
  ReadResp,
} from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import type { ReadFault } from './faults.ts';
import { keepOf } from './filter.ts';
import { InvalidPositionError } from './log.ts';
import type { KurrentLog, LogPosition, LogRecord } from './log.ts';
import { admit, failures } from './node-view.ts';
import type { NodeView } from './node-view.ts';
import { CallSink } from './sink.ts';
import {
  caughtUpMessage,
  checkpointMessage,
  confirmationMessage,
  eventMessage,
  notFoundMessage,
  requestedPosition,
  streamName,
} from './wire.ts';

type ReadCall = ServerWritableStream<ReadReq, ReadResp>;

const isBackwards = (options: ReadReq.Options) =>
  options.getReadDirection() === streamsPb.ReadReq.Options.ReadDirection.BACKWARDS;

const wantsStructuredIds = (options: ReadReq.Options) => options.getUuidOption()?.hasStructured() ?? false;

function* fromStream(log: KurrentLog, options: ReadReq.Options): Iterable<LogRecord> {
  const wanted = options.getStream()!;
  const records = log.stream(streamName(wanted.getStreamIdentifier()));
  const revision = Number(wanted.getRevision());
  if (!isBackwards(options)) yield* records.slice(wanted.hasStart() ? 0 : revision);
  else yield* records.slice(0, wanted.hasEnd() ? records.length : revision + 1).toReversed();
}

function* fromAll(log: KurrentLog, options: ReadReq.Options): Iterable<LogRecord> {
  const all = options.getAll()!;
  const position = all.getPosition();
  const keep = keepOf(options.getFilter());
  if (isBackwards(options)) {
    const before = position ? log.indexBefore(requestedPosition(position)) : log.records.length;
    for (let index = before - 1; index >= 0; index -= 1)
      if (keep(log.records[index]!)) yield log.records[index]!;
    return;
  }
  const from = position ? log.indexFrom(requestedPosition(position)) : 0;
  for (let index = from; index < log.records.length; index += 1)
    if (keep(log.records[index]!)) yield log.records[index]!;
}

/** Whether the fault has answered the call, or what is left of it to happen later. */
function meets(node: NodeView, call: ReadCall, fault: ReadFault | undefined): boolean {
  switch (fault) {
    case 'unavailable':
      call.emit('error', failures.unavailable());
      return true;
    case 'busy':
      call.emit('error', failures.busy());
      return true;
    case 'denied':
      call.emit('error', failures.denied());
      return true;
    case 'silent':
      return true;
    default:
      return false;
  }
}

async function readOnce(node: NodeView, call: ReadCall, options: ReadReq.Options): Promise<void> {
  const fault = node.faults.reads.shift();
  if (meets(node, call, fault)) return;
  const sink = new CallSink(node, call, typeof fault === 'object' ? fault : undefined);
  if (options.hasStream()) {
    const stream = streamName(options.getStream()!.getStreamIdentifier());
    if (node.log.stream(stream).length === 0) {
      call.write(notFoundMessage(stream));
      call.end();
      return;
    }
  }
  let left = Number(options.getCount());
  if (left > 0)
    for (const record of options.hasStream() ? fromStream(node.log, options) : fromAll(node.log, options)) {
      if (!(await sink.sendEvent(eventMessage(record, wantsStructuredIds(options))))) return;
      left -= 1;
      if (left === 0) break;
    }
  call.end();
}

/** Where a subscription starts: behind the position it names. */
function firstIndex(log: KurrentLog, options: ReadReq.Options): number {
  const all = options.getAll()!;
  if (all.hasEnd()) return log.records.length;
  const asked = all.getPosition();
  if (!asked) return 0;
  const position = requestedPosition(asked);
  const index = log.indexFrom(position);
  const { position: at } = log.records[index] ?? { position: Infinity };
  return at === position.commit && at <= position.prepare ? index + 1 : index;
}

/**
 * A subscription to all: history page by page, then live. After each interval of records looked at, and when it goes live, it tells how far it
 * has come. As on a real server that place is weaker after a page without a match: where that page began.
 */
async function subscribe(node: NodeView, call: ReadCall, options: ReadReq.Options): Promise<void> {
  const fault = node.faults.subscriptions.shift();
  if (meets(node, call, fault)) return;
  const { log } = node;
  const sink = new CallSink(node, call, typeof fault === 'object' ? fault : undefined);
  const filter = options.getFilter();
  const keep = keepOf(filter);
  const window = filter?.hasMax() ? filter.getMax() : 32;
  const interval = window * (filter?.getCheckpointintervalmultiplier() || 1);
  let index = firstIndex(log, options);
  if (!(await sink.send(confirmationMessage(`subscription-${index}`)))) return;
  let reached: LogPosition | undefined;
  let considered = 0;
  let isLive = false;
  for (;;) {
    const page = log.records.slice(index, index + window);
    const matches = page.filter(keep);
    for (const record of matches)
      for (let copy = 0; copy < node.faults.copies; copy += 1)
        if (!(await sink.sendEvent(eventMessage(record, wantsStructuredIds(options))))) return;
    const last = matches.at(-1);
    if (last) reached = { commit: last.position, prepare: last.position };
    else if (page.length > 0) reached = { commit: page[0]!.position, prepare: 0 };
    index += page.length;
    considered += page.length;
    const isAtEnd = index >= log.records.length;
    const isGoingLive = isAtEnd && !isLive;
    if (reached && filter && (isGoingLive || considered >= interval)) {
      considered = 0;
      if (!(await sink.send(checkpointMessage(reached)))) return;
    }
    if (isGoingLive && !(await sink.send(caughtUpMessage(reached ?? { commit: 0, prepare: 0 })))) return;
    isLive ||= isAtEnd;
    if (isAtEnd && !(await sink.waitForMore(() => index < log.records.length))) return;
  }
}

export const read =
  (node: NodeView): handleServerStreamingCall<ReadReq, ReadResp> =>
  (call) => {
    const options = call.request.getOptions()!;
    const isSubscription = options.hasSubscription();
    const position = options.getAll()?.getPosition();
    const refusal = admit(
      node,
      isSubscription ? 'subscribe' : 'read',
      call.metadata,
      position && requestedPosition(position),
    );
    if (refusal) {
      call.emit('error', refusal);
      return;
    }
    const work = isSubscription ? subscribe(node, call, options) : readOnce(node, call, options);
    work.catch((error: unknown) => {
      if (!(error instanceof InvalidPositionError)) throw error;
      call.emit('error', isSubscription ? failures.invalidPosition() : failures.invalidPositionOfRead());
    });
  };
