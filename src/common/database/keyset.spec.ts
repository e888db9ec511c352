import { afterRow, keysetColumns, orderBy } from './keyset';

const COLUMNS = { id: 'w.id', name: 'w.name' };

describe('keyset', () => {
  it('ends with the unique id, in the direction of the last key', () => {
    expect(orderBy(keysetColumns([{ field: 'name', descending: true }], COLUMNS, 'w.id'))).toBe(
      'ORDER BY w.name DESC, w.id DESC',
    );
    expect(orderBy(keysetColumns([], COLUMNS, 'w.id'))).toBe('ORDER BY w.id ASC');
    expect(orderBy(keysetColumns([{ field: 'id', descending: true }], COLUMNS, 'w.id'))).toBe('ORDER BY w.id DESC');
  });

  it('spells out what comes after a row', () => {
    const columns = [
      { column: 'w.name', descending: false },
      { column: 'w.id', descending: true },
    ];
    expect(afterRow(columns, ['b', 7])).toEqual({
      sql: '((w.name > ?) OR (w.name = ? AND w.id < ?))',
      parameters: ['b', 'b', 7],
    });
  });
});
