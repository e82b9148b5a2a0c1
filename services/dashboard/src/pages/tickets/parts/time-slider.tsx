import { useRef, type KeyboardEvent, type PointerEvent } from 'react';
import { shortMoment } from '../../../words/format.ts';

interface Step {
  readonly title: string;
  readonly occurredAt: string;
  /** Where it stands under the ledger bar, in thousandths. */
  readonly place: number;
}

interface SliderProps {
  readonly steps: readonly Step[];
  /** The step shown, counted from 1; undefined: as it is now. */
  readonly at: number | undefined;
  /** `isFinal`: the thumb was let go. */
  readonly onMove: (at: number | undefined, isFinal: boolean) => void;
}

const jumps: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  PageUp: -10,
  PageDown: 10,
};

/** What a key makes of the place: stepping past the last event is live again. Pure. */
const stepTo = (key: string, here: number, last: number): number | undefined => {
  if (key === 'Home') return 1;
  if (key === 'End') return last + 1;
  const jump = jumps[key];
  return jump === undefined ? undefined : Math.max(1, Math.min(last + 1, here + jump));
};

const nearest = (steps: readonly Step[], place: number): number => {
  let best = 0;
  steps.forEach((step, index) => {
    if (Math.abs(step.place - place) <= Math.abs((steps[best]?.place ?? 0) - place)) best = index;
  });
  return best + 1;
};

/** Puts the page back to any event. Its steps are events, each where it stands on the bar above; it runs left to right in every language. */
export const TimeSlider = ({ steps, at, onMove }: SliderProps) => {
  const track = useRef<HTMLDivElement>(null);
  const last = steps.length;
  const here = at ?? last;
  const step = steps[here - 1];
  const move = (to: number, isFinal: boolean) => onMove(to > last ? undefined : to, isFinal);
  const onKeyDown = (event: KeyboardEvent) => {
    // From the live end a step back leads to the event before the last.
    const to = stepTo(event.key, here, last);
    if (to === undefined) return;
    event.preventDefault();
    move(to, true);
  };
  const stepUnder = ({ clientX }: PointerEvent): number => {
    const box = track.current?.getBoundingClientRect();
    return box ? nearest(steps, ((clientX - box.left) / box.width) * 1_000) : here;
  };
  const onPointerDown = (event: PointerEvent) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    move(stepUnder(event), false);
  };
  const onPointerMove = (event: PointerEvent) => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) move(stepUnder(event), false);
  };
  const words = `Event ${here} of ${last}: ${step?.title ?? ''}, ${step ? shortMoment(step.occurredAt) : ''}`;
  return (
    <div className="slider" dir="ltr">
      <div
        ref={track}
        className="slider-track"
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={(event) => move(stepUnder(event), true)}
      >
        {steps.map(({ occurredAt, place }, index) => (
          <span
            key={index}
            className="slider-step"
            data-past={index < here || undefined}
            title={shortMoment(occurredAt)}
            style={{ insetInlineStart: `${place / 10}%` }}
          />
        ))}
        <div
          className="slider-thumb"
          role="slider"
          tabIndex={0}
          aria-label="Time"
          aria-valuemin={1}
          aria-valuemax={last}
          aria-valuenow={here}
          aria-valuetext={at === undefined ? `Live. ${words}` : words}
          style={{ insetInlineStart: `${(step?.place ?? 1_000) / 10}%` }}
          onKeyDown={onKeyDown}
        />
      </div>
      <p className="slider-words muted">{words}</p>
    </div>
  );
};
