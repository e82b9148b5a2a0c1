export interface IntakeLimits {
  /** Bytes of a message's body; as over HTTP, 256 KiB. */
  readonly bodyBytesMax: number;
  /** Commands under way; more are told to try again. Default 1,000. */
  readonly underWayMax: number;
  /** How long a server that does not answer is waited for at the end. Default 2,000. */
  readonly farewellMsMax: number;
}

export const defaultLimits: IntakeLimits = {
  bodyBytesMax: 256 * 1024,
  underWayMax: 1_000,
  farewellMsMax: 2_000,
};
