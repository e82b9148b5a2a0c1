import type { Attribute } from '../attributes.ts';

/** A part of a log whose attributes carry its prefix. */
export interface XesExtension {
  readonly name: string;
  readonly prefix: string;
  readonly uri: string;
}

/** Attributes that every trace or every event has. Their values stand for the form alone. */
export interface XesGlobals {
  readonly scope: string;
  readonly attributes: readonly Attribute[];
}

/** Which attributes together tell events, or traces, apart. */
export interface XesClassifier {
  readonly name: string;
  /** `event` where the log does not say. */
  readonly scope: string;
  readonly keys: readonly string[];
}

/** What a log tells of itself. */
export interface XesHead {
  readonly version: string;
  readonly features: string;
  readonly extensions: readonly XesExtension[];
  readonly globals: readonly XesGlobals[];
  readonly classifiers: readonly XesClassifier[];
  readonly attributes: readonly Attribute[];
}

/** A log as it is read, piece by piece: its head, then each trace followed by its events. */
export type XesItem =
  | { readonly kind: 'head'; readonly head: XesHead }
  | { readonly kind: 'trace'; readonly line: number; readonly attributes: readonly Attribute[] }
  | {
      readonly kind: 'event';
      readonly line: number;
      readonly attributes: readonly Attribute[];
      /** False for an event that stands in no trace. */
      readonly inTrace: boolean;
    };
