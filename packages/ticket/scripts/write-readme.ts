import { readFileSync, writeFileSync } from 'node:fs';
import { edgeTable, mermaid } from '../src/index.ts';

const readme = new URL('../README.md', import.meta.url);
const drawn = [
  '<!-- chart -->',
  '',
  '```mermaid',
  mermaid(),
  '```',
  '',
  edgeTable(),
  '',
  '<!-- /chart -->',
].join('\n');
writeFileSync(readme, readFileSync(readme, 'utf8').replace(/<!-- chart -->[^]*<!-- \/chart -->/, drawn));
