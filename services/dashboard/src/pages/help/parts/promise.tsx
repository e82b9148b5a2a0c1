import { useNow } from '../../../time/ticker.ts';
import type { Impact, Preview } from '../ask/draft.ts';
import { momentAhead } from '../words/moments.ts';
import { say } from '../words/words.ts';

/** `P2: reply by 16:40 today, because …`. Pure. */
const promiseInWords = (preview: Preview, impact: Impact, nowMs: number): string => {
  const because = say('promise.because', {
    access: say(`promise.access.${impact.access}`),
    who: say(`promise.who.${impact.who}`),
    way: say(`promise.way.${impact.workaround}`),
  });
  const { priority } = preview;
  const reply = preview.targets.find(({ kind }) => kind === 'first-response');
  return reply
    ? say('promise.reply', { priority, moment: momentAhead(reply.dueAt, nowMs), because })
    : say('promise.none', { priority, because });
};

/** What is promised, with its reason: there is no priority to choose. */
export const Promise = ({ preview, impact }: { readonly preview: Preview; readonly impact: Impact }) => {
  const words = useNow((nowMs) => promiseInWords(preview, impact, nowMs));
  const { openNow, opensAt } = preview.calendar;
  const closed = useNow((nowMs) =>
    openNow || opensAt === null ? '' : say('promise.closed', { moment: momentAhead(opensAt, nowMs) }),
  );
  const solution = useNow((nowMs) => {
    const target = preview.targets.find(({ kind }) => kind === 'resolution');
    return target ? say('promise.solution', { moment: momentAhead(target.dueAt, nowMs) }) : '';
  });
  return (
    <div className="promise">
      <p className="promise-words">{words}</p>
      {solution !== '' && <p>{solution}</p>}
      {closed !== '' && <p>{closed}</p>}
      <p className="muted">{say('promise.explain')}</p>
    </div>
  );
};
