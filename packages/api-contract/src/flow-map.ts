/**
 * What a page needs to move a flow map's sliders: the very rule that stands beside the discovery of the map. Its own way in, so that pages
 * without a map do not load it.
 */
export { show, type Weighed } from '@caselog/discovery/sliders';
