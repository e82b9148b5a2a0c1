import type { handleUnaryCall } from '@grpc/grpc-js';
import gossipPb from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/gossip_pb.js';
import type { ClusterInfo } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/gossip_pb.js';
import featuresPb from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/serverfeatures_pb.js';
import type { SupportedMethods } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/serverfeatures_pb.js';
import type { EndPoint } from './node-view.ts';
import { sharedPb } from './wire.ts';

/** A node as gossip tells of it. */
export interface Member extends EndPoint {
  readonly id: string;
  readonly isLeader: boolean;
  readonly isAlive: boolean;
}

const { VNodeState } = gossipPb.MemberInfo;

const memberInfo = ({ id, address, port, isLeader, isAlive }: Member) =>
  new gossipPb.MemberInfo()
    .setInstanceId(new sharedPb.UUID().setString(id))
    .setTimeStamp('0')
    .setState(isLeader ? VNodeState.LEADER : VNodeState.FOLLOWER)
    .setIsAlive(isAlive)
    .setHttpEndPoint(new gossipPb.EndPoint().setAddress(address).setPort(port));

export const gossip =
  (members: () => readonly Member[]): handleUnaryCall<unknown, ClusterInfo> =>
  (_, respond) =>
    respond(null, new gossipPb.ClusterInfo().setMembersList(members().map(memberInfo)));

const streams = 'event_store.client.streams.streams';

const methods: readonly (readonly [string, readonly string[]])[] = [
  ['read', ['position', 'events']],
  ['append', []],
  ['batchappend', ['deadline_duration']],
];

/** A server of version 25.0: with batch append, without appends to several streams. */
export const supportedMethods: handleUnaryCall<unknown, SupportedMethods> = (_, respond) =>
  respond(
    null,
    new featuresPb.SupportedMethods().setEventStoreServerVersion('25.0.0').setMethodsList(
      methods.map(([name, features]) =>
        new featuresPb.SupportedMethod()
          .setServiceName(streams)
          .setMethodName(name)
          .setFeaturesList([...features]),
      ),
    ),
  );
