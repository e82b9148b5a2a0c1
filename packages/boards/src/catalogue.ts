import { backlog } from './boards/backlog.ts';
import { dotted } from './boards/dotted-chart.ts';
import { flowMap } from './boards/flow-map.ts';
import { ownership } from './boards/ownership.ts';
import { reopening } from './boards/reopening.ts';
import { satisfaction } from './boards/satisfaction.ts';
import { targets } from './boards/targets.ts';
import { variants } from './boards/variants.ts';
import { waiting } from './boards/waiting.ts';
import type { BoardDefinition } from './view/board.ts';

/** The version of the boards' formulas: it changes when any figure would come out differently. */
export const boardsVersion = '1';

/** Every board there is, in the order of the page. */
export const boards: readonly BoardDefinition[] = [
  backlog,
  targets,
  ownership,
  waiting,
  flowMap,
  variants,
  dotted,
  reopening,
  satisfaction,
];

/** The board of this name, undefined when there is none. Pure. */
export const boardNamed = (id: string): BoardDefinition | undefined =>
  boards.find((board) => board.id === id);
