/** What one regime decides of the rows of some facts, row by row. NaN: no budget. Infinity: never. */
export interface Decisions {
  readonly needs: {
    readonly state: Uint8Array;
    readonly budgetMs: Float64Array;
    readonly missedMs: Float64Array;
    readonly warnedMs: Float64Array;
  };
  readonly waits: { readonly reminders: Uint16Array; readonly closings: Uint8Array };
  readonly surveys: {
    readonly state: Uint8Array;
    readonly sendAfterMs: Float64Array;
    readonly closesMs: Float64Array;
    /** 1 where the ticket was reopened after the window. */
    readonly isLate: Uint8Array;
  };
}

/** Room for decisions of so many needs, waits and resolutions. */
export const decisionsFor = (needs: number, waits: number, resolutions: number): Decisions => ({
  needs: {
    state: new Uint8Array(needs),
    budgetMs: new Float64Array(needs),
    missedMs: new Float64Array(needs),
    warnedMs: new Float64Array(needs),
  },
  waits: { reminders: new Uint16Array(waits), closings: new Uint8Array(waits) },
  surveys: {
    state: new Uint8Array(resolutions),
    sendAfterMs: new Float64Array(resolutions),
    closesMs: new Float64Array(resolutions),
    isLate: new Uint8Array(resolutions),
  },
});
