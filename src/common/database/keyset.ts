import type { SortKey } from '../http/paging';

/** A sort key bound to its column; the last one must be unique. */
export interface KeysetColumn {
  readonly column: string;
  readonly descending: boolean;
}

/** The columns of the sort keys, with the unique id as the last one so that the order is total. */
export function keysetColumns(
  keys: readonly SortKey[],
  columns: Readonly<Record<string, string>>,
  idColumn: string,
): KeysetColumn[] {
  const found = keys.map(({ field, descending }) => ({ column: columns[field] ?? idColumn, descending }));
  const complete = found.some(({ column }) => column === idColumn);
  return complete ? found : [...found, { column: idColumn, descending: found.at(-1)?.descending ?? false }];
}

export function orderBy(columns: readonly KeysetColumn[]): string {
  return `ORDER BY ${columns.map(({ column, descending }) => `${column} ${descending ? 'DESC' : 'ASC'}`).join(', ')}`;
}

/** `(a, b) after (x, y)`, spelled out since directions may differ; `last` holds the values of the last row taken. */
export function afterRow(columns: readonly KeysetColumn[], last: readonly unknown[]): { sql: string; parameters: unknown[] } {
  const parameters: unknown[] = [];
  const alternatives = columns.map(({ column, descending }, index) => {
    const equal = columns.slice(0, index).map((one, position) => {
      parameters.push(last[position]);
      return `${one.column} = ?`;
    });
    parameters.push(last[index]);
    return [...equal, `${column} ${descending ? '<' : '>'} ?`].join(' AND ');
  });
  return { sql: `(${alternatives.map((one) => `(${one})`).join(' OR ')})`, parameters };
}
