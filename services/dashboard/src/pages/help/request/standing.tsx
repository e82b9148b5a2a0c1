import type { ClockResponse, TicketResponse } from '@caselog/api-contract';
import { useNow } from '../../../time/ticker.ts';
import { momentAhead } from '../words/moments.ts';
import { formats, say } from '../words/words.ts';
import { turnOf } from './turn.ts';

type Target = ClockResponse['targets'][number];

const turnInWords = (
  { intervals }: ClockResponse,
  { lifecycle, openItems }: TicketResponse['state'],
): string => {
  const turn = turnOf(lifecycle, intervals.at(-1)?.owner);
  return turn === 'requester'
    ? say('request.owner.requester', { count: openItems.length })
    : say(`request.owner.${turn}`);
};

const standingOf = (target: Target, nowMs: number): string => {
  const { state, dueAt, remainingMs, pausedBy, missedAt, end } = target;
  const left = formats().duration(remainingMs ?? 0);
  switch (state) {
    case 'running':
      return say('target.running', {
        moment: momentAhead(dueAt ?? '', nowMs),
        left: formats().duration(Math.max(0, Date.parse(dueAt ?? '') - nowMs)),
      });
    case 'paused':
      if (pausedBy === 'requester') return say('target.paused.requester', { left });
      return dueAt === null
        ? say('target.paused', { left })
        : say('target.running', { moment: momentAhead(dueAt, nowMs), left });
    case 'met':
      return say('target.met', { moment: formats().moment(end?.at ?? '') });
    case 'missed':
      return say('target.missed', { moment: formats().moment(missedAt ?? '') });
    case 'cancelled':
      return say('target.cancelled');
    default:
      return state satisfies never;
  }
};

const glyphs = { running: '◷', paused: '‖', met: '✓', missed: '✗', cancelled: '–' } as const;

const TargetLine = ({ target }: { readonly target: Target }) => {
  const words = useNow((nowMs) => standingOf(target, nowMs));
  return (
    <div>
      <dt>{say(`target.${target.kind}`)}</dt>
      <dd>
        <span className="chip">
          <span className="glyph" aria-hidden="true">
            {glyphs[target.state]}
          </span>
          {words}
        </span>
      </dd>
    </div>
  );
};

/** Who owns the clock now, and what was promised. Of each kind the last promise counts: earlier episodes stand in the history. */
export const Standing = ({
  ticket,
  clock,
}: {
  readonly ticket: TicketResponse;
  readonly clock: ClockResponse;
}) => {
  const { episode, priority, lifecycle } = ticket.state;
  const targets = clock.targets.filter((target) => target.episode === episode);
  return (
    <section className="standing" aria-labelledby="promised">
      <p className="turn">
        <strong>{say(`state.${lifecycle}`)}</strong> · {say('request.priority', { priority })}
      </p>
      <p>{turnInWords(clock, ticket.state)}</p>
      <h2 id="promised">{say('request.promised')}</h2>
      {targets.length === 0 ? (
        <p>{say('request.promised.none')}</p>
      ) : (
        <dl>
          {targets.map((target) => (
            <TargetLine key={`${target.kind} ${target.startedBy}`} target={target} />
          ))}
        </dl>
      )}
    </section>
  );
};
