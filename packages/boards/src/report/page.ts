import type { Board } from '../view/board.ts';
import type { Table } from '../view/table.ts';
import { escaped } from './html.ts';
import { figureWords } from './words.ts';

/** A board as a report shows it. */
export interface ReportSection {
  readonly board: Board;
  /** The tables shown, each with its picture where it has one. */
  readonly tables: readonly { readonly table: Table; readonly picture?: string | undefined }[];
  /** The command that gives these figures again. */
  readonly command: string;
}

/** Where the figures come from, so that they can be checked. */
export interface ReportReceipt {
  readonly position: number;
  /** The root of the ledger's Merkle tree (RFC 6962) up to that position, in base64; undefined where it was not computed. */
  readonly root: string | undefined;
  readonly boardsVersion: string;
  readonly madeAt: string;
  /** The command that makes the report again. */
  readonly command: string;
}

export interface Report {
  readonly title: string;
  readonly sections: readonly ReportSection[];
  readonly receipt: ReportReceipt;
}

const rowsMost = 15;

const style = `
:root{font:14px/20px system-ui,sans-serif;color:#171a20;background:#f5f6f8;font-variant-numeric:tabular-nums}
body{max-width:940px;margin:0 auto;padding:24px 16px}
h1{font:600 24px/32px inherit;margin:0 0 8px} h2{margin:0 0 4px;font-size:18px} h3{margin:16px 0 0;font-size:14px}
section{background:#fff;border:1px solid #dde1e7;border-radius:8px;padding:16px;margin:16px 0}
table{border-collapse:collapse;margin:8px 0} th,td{padding:4px 8px;border-bottom:1px solid #dde1e7;text-align:left;vertical-align:top}
th{color:#525a66;font-weight:500;font-size:12px} .number{text-align:right;white-space:nowrap} .muted{color:#525a66;font-size:12px;max-width:90ch}
code{font:12px/18px ui-monospace,monospace;overflow-wrap:anywhere} svg{max-width:100%;height:auto} svg text{font:12px system-ui,sans-serif;fill:#171a20;paint-order:stroke;stroke:#fff;stroke-width:3px}
.legend{display:flex;flex-wrap:wrap;gap:4px 16px;list-style:none;padding:0;margin:8px 0} .scroll{overflow-x:auto}
@media print{body{max-width:none}section{break-inside:avoid-page}}
`;

const tableHtml = ({ columns, rows }: Table): string => {
  const kind = (place: number): string =>
    ['text', 'instant'].includes(columns[place]!.unit) ? '' : ' class="number"';
  const head = columns
    .map(({ label }, place) => `<th scope="col"${kind(place)}>${escaped(label)}</th>`)
    .join('');
  const body = rows
    .slice(0, rowsMost)
    .map(
      ({ cells }) =>
        `<tr>${cells.map(({ value }, place) => `<td${kind(place)}>${escaped(figureWords(value, columns[place]!.unit))}</td>`).join('')}</tr>`,
    )
    .join('');
  const rest =
    rows.length > rowsMost ? `<p class="muted">The first ${rowsMost} of ${rows.length} rows.</p>` : '';
  return `<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>${rest}`;
};

const sectionHtml = ({ board, tables, command }: ReportSection): string =>
  [
    `<section><h2>${escaped(board.title)}</h2><p>${escaped(board.shows)}</p>`,
    `<p class="muted">n = ${board.population.n}: ${escaped(board.population.formula)}</p>`,
    ...tables.map(({ table, picture }) =>
      [
        `<h3>${escaped(table.title)}</h3>`,
        `<p class="muted">n = ${table.n.value} ${escaped(table.n.of)}. ${escaped(table.formula)}</p>`,
        picture === undefined || picture === '' ? '' : `<div class="scroll">${picture}</div>`,
        table.rows.length === 0 ? '<p>There is nothing to count here.</p>' : tableHtml(table),
      ].join(''),
    ),
    `<p class="muted">Again: <code>${escaped(command)}</code></p></section>`,
  ].join('');

/** A report as one page that needs nothing else: no script, no request, no font of its own. Pure. */
export const reportPage = ({ title, sections, receipt }: Report): string => {
  const { position, root, boardsVersion, madeAt, command } = receipt;
  const rows = [
    ['Ledger, up to position', `${position}`],
    ['Root of its Merkle tree (RFC 6962, SHA-256)', root ?? 'not computed'],
    ['Formulas', `version ${boardsVersion}`],
    ['Made', madeAt],
    ['By', command],
  ];
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escaped(title)}</title><style>${style}</style></head><body><main><h1>${escaped(title)}</h1>`,
    ...sections.map(sectionHtml),
    '<section><h2>Receipt</h2><table><tbody>',
    ...rows.map(
      ([name, value]) =>
        `<tr><th scope="row">${escaped(name!)}</th><td><code>${escaped(value!)}</code></td></tr>`,
    ),
    '</tbody></table><p class="muted">Anyone with this ledger gets these figures by the commands beside them, and this root by ',
    '<code>caselog prove</code> or any RFC 6962 tool.</p></section></main></body></html>\n',
  ].join('\n');
};
