/** One class per cause. Only the first two pass by themselves; the others need somebody to act. */
export abstract class BroadcastError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** A listener must be started again from its reader's own checkpoint: connection lost, consumer gone, stream gone. */
export class ListeningInterrupted extends BroadcastError {
  readonly reason: string;
  constructor(reason: string, options?: ErrorOptions) {
    super(`listening was interrupted: ${reason}`, options);
    this.reason = reason;
  }
}

/** The broker did not answer. Nothing is known; ask again later. */
export class BroadcastUnavailableError extends BroadcastError {
  readonly operation: string;
  constructor(operation: string, options?: ErrorOptions) {
    super(`the broadcast did not answer: ${operation}`, options);
    this.operation = operation;
  }
}

/** Something else stands where the broadcast should be, or it refuses what it must take. */
export class BroadcastMisconfiguredError extends BroadcastError {
  readonly subject: string;
  constructor(subject: string, fault: string, options?: ErrorOptions) {
    super(`the broadcast is misconfigured at ${subject}: ${fault}`, options);
    this.subject = subject;
  }
}

/** The broadcast holds positions that the ledger does not: the ledger was restored from a backup, or is another one. */
export class BroadcastAheadError extends BroadcastError {
  readonly tailPosition: number;
  readonly ledgerPosition: number;
  constructor(tailPosition: number, ledgerPosition: number) {
    super(
      `the broadcast ends at position ${tailPosition}, the ledger at ${ledgerPosition}: the ledger was restored or replaced; ` +
        'delete the broadcast stream and it is rebuilt from the ledger',
    );
    this.tailPosition = tailPosition;
    this.ledgerPosition = ledgerPosition;
  }
}

/** The broadcast's last message names another event than the ledger holds at its place: they do not belong together. */
export class BroadcastDivergedError extends BroadcastError {
  readonly position: number;
  readonly broadcastId: string;
  readonly ledgerId: string | undefined;
  constructor(position: number, broadcastId: string, ledgerId: string | undefined) {
    super(
      `at position ${position} the broadcast holds event ${broadcastId}, the ledger ${ledgerId ?? 'another or none'}: ` +
        'they do not belong together; delete the broadcast stream and it is rebuilt from the ledger',
    );
    this.position = position;
    this.broadcastId = broadcastId;
    this.ledgerId = ledgerId;
  }
}

/** A reader's checkpoint lies behind the ledger's end: the ledger was restored, and what the reader built from is gone. */
export class ReaderAheadError extends BroadcastError {
  readonly checkpoint: number;
  readonly ledgerPosition: number;
  constructor(checkpoint: number, ledgerPosition: number) {
    super(
      `the reader's checkpoint is ${checkpoint}, the ledger ends at ${ledgerPosition}: the ledger was restored or replaced; rebuild the reader`,
    );
    this.checkpoint = checkpoint;
    this.ledgerPosition = ledgerPosition;
  }
}
