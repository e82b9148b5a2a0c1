import type { PolicyDifference } from '@caselog/api-contract';
import { titleOf } from './form/json-schema.ts';
import { sections } from './form/words.ts';

const kinds: Readonly<Record<PolicyDifference['kind'], string>> = {
  added: 'added',
  removed: 'removed',
  changed: 'changed',
};

const placeOf = ([first = '', ...rest]: readonly string[]): string =>
  [sections[first]?.title ?? titleOf(first), ...rest].join(' › ');

const shown = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value, null, 1);

/** Every place in which two versions differ: what it was, and what it is. */
export const Differences = ({ differences }: { readonly differences: readonly PolicyDifference[] }) =>
  differences.length === 0 ? (
    <p>Nothing differs.</p>
  ) : (
    <div className="wide">
      <table className="table differences">
        <thead>
          <tr>
            <th scope="col">Place</th>
            <th scope="col">What</th>
            <th scope="col">Before</th>
            <th scope="col">After</th>
          </tr>
        </thead>
        <tbody>
          {differences.map(({ kind, pointer, path, before, after }) => (
            <tr key={`${kind} ${pointer}`}>
              <th scope="row">{placeOf(path)}</th>
              <td>{kinds[kind]}</td>
              <td>{before !== undefined && <del>{shown(before)}</del>}</td>
              <td>{after !== undefined && <ins>{shown(after)}</ins>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
