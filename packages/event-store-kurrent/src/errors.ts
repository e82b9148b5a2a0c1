import { StoreFaultError, StoreUnavailableError } from '@caselog/event-store';

/** No node of the cluster could take the call within its deadline. Nothing was added; a later attempt may work. */
export class KurrentUnavailableError extends StoreUnavailableError {
  readonly operation: string;
  constructor(operation: string, options?: ErrorOptions) {
    super(`KurrentDB did not answer in time: ${operation}`, options);
    this.operation = operation;
  }
}

/** The cluster does not know the account, or does not let it do this. */
export class KurrentAccessDeniedError extends StoreFaultError {
  readonly operation: string;
  constructor(operation: string, options?: ErrorOptions) {
    super(`KurrentDB denied access: ${operation}`, options);
    this.operation = operation;
  }
}

/** The connection string cannot be used. The message shows it without its password, and so there is no cause. */
export class InvalidConnectionStringError extends StoreFaultError {
  readonly connectionString: string;
  constructor(redacted: string, reason: string) {
    super(`cannot connect to ${redacted}: ${reason}`);
    this.connectionString = redacted;
  }
}

/** A setting that is no number in its range. */
export class InvalidSettingError extends StoreFaultError {
  readonly setting: string;
  readonly value: unknown;
  constructor(setting: string, value: unknown, least: number) {
    super(`${setting} must be a safe integer of at least ${least}, got ${String(value)}`);
    this.setting = setting;
    this.value = value;
  }
}

/** Somebody deleted the stream for ever ("tombstone"): it can be neither read nor written any more. */
export class StreamTombstonedError extends StoreFaultError {
  readonly stream: string;
  constructor(stream: string, options?: ErrorOptions) {
    super(`${stream} was deleted for ever`, options);
    this.stream = stream;
  }
}

/** An event that no store of ours wrote stands in a stream named like ours. */
export class ForeignEventError extends StoreFaultError {
  readonly stream: string;
  readonly revision: bigint;
  constructor(stream: string, revision: bigint, reason: string) {
    super(`${stream}@${revision} is no event of ours: ${reason}`);
    this.stream = stream;
    this.revision = revision;
  }
}

/** A position or revision above 2^53 - 1: the log has outgrown what the port can name. */
export class UnsafeNumberError extends StoreFaultError {
  readonly value: bigint;
  constructor(what: string, value: bigint) {
    super(`the ${what} ${value} is no safe integer`);
    this.value = value;
  }
}
