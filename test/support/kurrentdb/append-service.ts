import { setTimeout as delay } from 'node:timers/promises';
import type { handleBidiStreamingCall, handleClientStreamingCall, ServerDuplexStream } from '@grpc/grpc-js';
import type {
  AppendReq,
  AppendResp,
  BatchAppendReq,
  BatchAppendResp,
} from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import type { AppendFault } from './faults.ts';
import type { AppendVerdict, Expectation, ProposedRecord } from './log.ts';
import { admit, failures } from './node-view.ts';
import type { NodeView } from './node-view.ts';
import {
  appendExpectation,
  batchExpectation,
  batchStatus,
  empty,
  proposedRecord,
  sharedPb,
  streamIdentifier,
  streamName,
  streamsPb,
  uuidText,
} from './wire.ts';

/** An append as its parts come in. */
interface Pending {
  readonly stream: string;
  readonly expected: Expectation;
  readonly records: ProposedRecord[];
}

type BatchCall = ServerDuplexStream<BatchAppendReq, BatchAppendResp>;

const details = 'event_store.client';

function verdictResponse(verdict: AppendVerdict): BatchAppendResp {
  const response = new streamsPb.BatchAppendResp();
  if (verdict.kind === 'wrong-expected-version') {
    const detail = new sharedPb.WrongExpectedVersion().setExpectedAny(empty());
    if (verdict.current < 0) detail.setCurrentNoStream(empty());
    else detail.setCurrentStreamRevision(String(verdict.current));
    return response.setError(batchStatus('WrongExpectedVersion', detail, `${details}.WrongExpectedVersion`));
  }
  const position = String(verdict.position);
  return response.setSuccess(
    new streamsPb.BatchAppendResp.Success()
      .setCurrentRevision(String(verdict.revision))
      .setPosition(new sharedPb.AllStreamPosition().setCommitPosition(position).setPreparePosition(position)),
  );
}

const notHandled = (message: string) =>
  new streamsPb.BatchAppendResp().setError(batchStatus(message, empty(), 'google.protobuf.Empty'));

const timedOut = () =>
  new streamsPb.BatchAppendResp().setError(
    batchStatus('Timeout', new sharedPb.Timeout(), `${details}.Timeout`),
  );

const tooLarge = () =>
  new streamsPb.BatchAppendResp().setError(
    batchStatus(
      'Maximum Append Size Exceeded',
      new sharedPb.MaximumAppendSizeExceeded().setMaxappendsize(1_048_576),
      `${details}.MaximumAppendSizeExceeded`,
    ),
  );

const writesFirst: readonly (AppendFault | undefined)[] = [
  undefined,
  'cut-after-write',
  'time-out-after-write',
  'silent-after-write',
  'resign-after-write',
];

/** The answer to one append; undefined: there is none, and nobody waits for it any more. */
async function answer(
  node: NodeView,
  call: BatchCall,
  pending: Pending,
): Promise<BatchAppendResp | undefined> {
  const fault = node.faults.appends.shift();
  if (node.faults.appendDelayMs > 0) await delay(node.faults.appendDelayMs);
  if (call.cancelled) return undefined;
  const written = writesFirst.includes(fault)
    ? node.log.append(pending.stream, pending.expected, pending.records)
    : undefined;
  switch (fault) {
    case undefined:
      return verdictResponse(written!);
    case 'cut-before-write':
    case 'cut-after-write':
      node.cut();
      return undefined;
    case 'time-out-after-write':
    case 'time-out-before-write':
      return timedOut();
    case 'silent-after-write':
      return undefined;
    case 'busy':
      return notHandled('Server Is Busy');
    case 'not-ready':
      return notHandled('Server Is Not Ready');
    case 'unavailable':
      call.emit('error', failures.unavailable());
      return undefined;
    case 'resign-after-write':
      node.resign();
      call.emit('error', failures.notLeader(node.leader));
      return undefined;
    case 'too-large':
      return tooLarge();
    default:
      return fault satisfies never;
  }
}

/** Many appends over one call, each in one or more parts. */
export const batchAppend =
  (node: NodeView): handleBidiStreamingCall<BatchAppendReq, BatchAppendResp> =>
  (call) => {
    const refusal = admit(node, 'batchAppend', call.metadata);
    if (refusal) {
      call.emit('error', refusal);
      return;
    }
    const requiresLeader = call.metadata.get('requires-leader').length > 0;
    const pendings = new Map<string, Pending>();
    const answering = new Set<Promise<void>>();
    const finish = async (request: BatchAppendReq, pending: Pending): Promise<void> => {
      if (requiresLeader && !node.isLeader) {
        call.emit('error', failures.notLeader(node.leader));
        return;
      }
      const response = await answer(node, call, pending);
      if (!response || call.cancelled) return;
      call.write(
        response
          .setCorrelationId(request.getCorrelationId())
          .setStreamIdentifier(streamIdentifier(pending.stream)),
      );
    };
    call.on('data', (request: BatchAppendReq) => {
      const id = uuidText(request.getCorrelationId()!);
      const options = request.getOptions();
      const pending = options
        ? {
            stream: streamName(options.getStreamIdentifier()),
            expected: batchExpectation(options),
            records: [],
          }
        : pendings.get(id)!;
      pendings.set(id, pending);
      pending.records.push(...request.getProposedMessagesList().map(proposedRecord));
      if (!request.getIsFinal()) return;
      pendings.delete(id);
      const answered = finish(request, pending).finally(() => answering.delete(answered));
      answering.add(answered);
    });
    call.on('end', () => void Promise.all(answering).then(() => call.end()));
  };

/** One append over one call: what a client uses that brings credentials of its own, or finds no batch append. */
export const append =
  (node: NodeView): handleClientStreamingCall<AppendReq, AppendResp> =>
  (call, respond) => {
    const refusal = admit(node, 'append', call.metadata);
    if (refusal) {
      respond(refusal);
      return;
    }
    let pending: Pending | undefined;
    call.on('data', (request: AppendReq) => {
      const options = request.getOptions();
      if (options)
        pending = {
          stream: streamName(options.getStreamIdentifier()),
          expected: appendExpectation(options),
          records: [],
        };
      else pending!.records.push(proposedRecord(request.getProposedMessage()!));
    });
    call.on('end', () => {
      const { stream, expected, records } = pending!;
      respond(null, appendResponse(node.log.append(stream, expected, records)));
    });
  };

function appendResponse(verdict: AppendVerdict): AppendResp {
  const { AppendResp } = streamsPb;
  const response = new AppendResp();
  if (verdict.kind === 'wrong-expected-version') {
    const wrong = new AppendResp.WrongExpectedVersion().setExpectedAny(new sharedPb.Empty());
    if (verdict.current < 0) wrong.setCurrentNoStream(new sharedPb.Empty());
    else wrong.setCurrentRevision(String(verdict.current));
    return response.setWrongExpectedVersion(wrong);
  }
  const position = String(verdict.position);
  return response.setSuccess(
    new AppendResp.Success()
      .setCurrentRevision(String(verdict.revision))
      .setPosition(new AppendResp.Position().setCommitPosition(position).setPreparePosition(position)),
  );
}
