/** Columns of text under headings, two spaces apart. */

export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
  /** May be cut to fit the width; at most one column, the last. */
  readonly cut?: boolean;
}

/** Lines without trailing blanks; `width` undefined cuts nothing. */
export function textTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number | undefined,
): string[] {
  const widths = columns.map((column, c) =>
    Math.max(column.title.length, ...rows.map((row) => (column.cut === true ? 0 : (row[c] ?? '').length))),
  );
  const fixed = widths.reduce((sum, w, c) => sum + (columns[c]?.cut === true ? 0 : w + 2), 0);
  const room = width === undefined ? Infinity : Math.max(12, width - fixed);
  const line = (cells: readonly string[]): string =>
    columns
      .map((column, c) => {
        const cell = cells[c] ?? '';
        if (column.cut === true) return cell.length > room ? `${cell.slice(0, room - 1)}…` : cell;
        return column.align === 'right' ? cell.padStart(widths[c] ?? 0) : cell.padEnd(widths[c] ?? 0);
      })
      .join('  ')
      .trimEnd();
  return [line(columns.map((column) => column.title)), ...rows.map(line)];
}
