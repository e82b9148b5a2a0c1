export { connectNatsBroadcast, openNatsBroadcast } from './broadcast.ts';
export { patientNatsBroadcast } from './patient.ts';
export type { ConnectNatsOptions, NatsBroadcastOptions, NatsNote, Retention } from './settings.ts';
export { shardOf } from '@caselog/broadcast';
export { subjectOf, type SubjectSpace } from './subject.ts';
