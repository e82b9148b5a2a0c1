import { plot, type PlotOptions } from '@observablehq/plot';
import { useEffect, useRef, type ReactNode } from 'react';

interface Props {
  /** What the chart is called, and what it says in one sentence. */
  readonly label: string;
  readonly summary: string;
  readonly legend?: ReactNode;
  readonly options: (width: number) => PlotOptions;
}

/** A plot that is as wide as its place. What it shows stands in words beside it, and as a table one press away. */
export const PlotFigure = ({ label, summary, legend, options }: Props) => {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const host = place.current!;
    const draw = () => {
      const drawn = plot({ ariaLabel: label, ...options(Math.max(280, host.clientWidth)) });
      // The plot's own style would be refused by the content security policy: what it says stands in our style sheet.
      for (const style of drawn.querySelectorAll('style')) style.remove();
      // Its parts are named for nobody: the whole is one picture, with a name of its own.
      for (const part of drawn.querySelectorAll('[aria-label]')) part.removeAttribute('aria-label');
      drawn.setAttribute('role', 'img');
      host.replaceChildren(drawn);
    };
    const watcher = new ResizeObserver(draw);
    watcher.observe(host);
    return () => watcher.disconnect();
  }, [label, options]);
  return (
    <figure className="plot">
      {legend}
      <div ref={place} className="plot-place" />
      <figcaption className="muted">{summary}</figcaption>
    </figure>
  );
};
