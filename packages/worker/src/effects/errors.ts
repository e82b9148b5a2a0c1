/** Throw it from `run` when the effect certainly did not happen: the next try then begins afresh. */
export class EffectNotDoneError extends Error {
  override readonly name = 'EffectNotDoneError';
}

/**
 * An earlier try of the effect ended without a result, and nothing was given by which to find out whether it happened: a person must
 * look, settle it in the book, and release the ticket's lane.
 */
export class EffectInDoubtError extends Error {
  override readonly name = 'EffectInDoubtError';
  readonly eventId: string;
  readonly effect: string;
  constructor(eventId: string, effect: string) {
    super(`whether ${effect} of event ${eventId} happened is not known: settle it in the worker’s book`);
    this.eventId = eventId;
    this.effect = effect;
  }
}
