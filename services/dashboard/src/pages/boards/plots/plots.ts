/** The charts that the library of plots draws: one part of the page, loaded when a board has any. */
export { BacklogPlot } from './backlog.tsx';
export { RatePlot } from './rate.tsx';
export { ShareBars } from './share-bars.tsx';
