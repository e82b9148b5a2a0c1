/** What became of one command. */
export interface Answered {
  readonly command: string;
  /** As over HTTP: 200, or the status of its problem. */
  readonly status: number;
  readonly tookMs: number;
}

/** An endpoint's own figures, as `$SRV.STATS` gives them in `data`. */
interface EndpointData {
  readonly under_way: number;
  readonly answered: number;
  /** Commands that ended with a problem, by its status. */
  readonly problems: Readonly<Record<string, number>>;
  /** From the message to its answer, which the standard figures of the protocol leave out for what is awaited. */
  readonly average_ms: number;
}

/** Counts what becomes of one endpoint's commands. */
export interface Tally {
  begin(): void;
  end(answered: Answered): void;
  data(): EndpointData;
}

export const createTally = (): Tally => {
  const problems: Record<string, number> = {};
  let underWay = 0;
  let answered = 0;
  let tookMs = 0;
  return {
    begin: () => (underWay += 1),
    end({ status, tookMs: took }) {
      underWay -= 1;
      answered += 1;
      tookMs += took;
      if (status >= 400) problems[status] = (problems[status] ?? 0) + 1;
    },
    data: () => ({
      under_way: underWay,
      answered,
      problems: { ...problems },
      average_ms: answered === 0 ? 0 : Math.round((tookMs / answered) * 1_000) / 1_000,
    }),
  };
};
