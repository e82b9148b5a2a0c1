/**
 * What a page needs of the machine itself, for browsers: the very fold the server uses, the chart's edges, the commands' schemas. Its own
 * way in, so that pages which need none of it do not load it.
 */
export {
  attachedFileSchema,
  chart,
  commandSchemas,
  edges,
  evolve,
  ForbiddenEventError,
  lifecycleStates,
  toTicketEvent,
  whyNot,
  type CommandType,
  type Edge,
  type Lifecycle,
  type TicketState,
  type WhyNot,
} from '@caselog/ticket';
