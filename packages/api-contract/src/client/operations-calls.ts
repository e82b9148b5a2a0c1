import {
  laneDetailsSchema,
  lanesAnswerSchema,
  quarantineResponseSchema,
  readModelsResponseSchema,
  rebuildsAnswerSchema,
  type LaneDetails,
  type LanesAnswer,
  type QuarantineQuery,
  type QuarantineResponse,
  type ReadModelsResponse,
  type RebuildRequest,
  type RebuildsAnswer,
  type ReleaseLaneRequest,
  type SkipEventRequest,
} from '../operations.ts';
import type { CallOptions, CallRoute } from './call.ts';

/** What a lead asks of readers that stopped and of read models. */
export interface OperationsCalls {
  quarantine(query?: QuarantineQuery, options?: CallOptions): Promise<QuarantineResponse>;
  lane(reader: string, stream: string, options?: CallOptions): Promise<LaneDetails>;
  releaseLane(request: ReleaseLaneRequest, options?: CallOptions): Promise<LanesAnswer>;
  skipEvent(request: SkipEventRequest, options?: CallOptions): Promise<LanesAnswer>;
  readModels(options?: CallOptions): Promise<ReadModelsResponse>;
  requestRebuild(request: RebuildRequest, options?: CallOptions): Promise<RebuildsAnswer>;
}

export const operationsCalls = (call: CallRoute): OperationsCalls => ({
  quarantine: (query = {}, { signal } = {}) =>
    call('quarantine', quarantineResponseSchema, { query, signal }),
  lane: (reader, stream, { signal } = {}) =>
    call('lane', laneDetailsSchema, { params: { reader, stream }, signal }),
  releaseLane: (body, { signal } = {}) => call('releaseLane', lanesAnswerSchema, { body, signal }),
  skipEvent: (body, { signal } = {}) => call('skipEvent', lanesAnswerSchema, { body, signal }),
  readModels: ({ signal } = {}) => call('readModels', readModelsResponseSchema, { signal }),
  requestRebuild: (body, { signal } = {}) => call('requestRebuild', rebuildsAnswerSchema, { body, signal }),
});
