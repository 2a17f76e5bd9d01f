/** Accuracies in few characters of a fixed width, so that the text beside does not jump when numbers change. */

export interface ShownAccuracy {
  /** Percent: the most likely value and the ends of the 80 % interval. */
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly measured?: number | undefined;
}

const MEASURED = '=';
/** As wide as a digit. */
const FIGURE_SPACE = '\u2007';

/**
 * Ten characters: `≈93.9 ±0.4` for a prediction with half its 80 % interval, `=94.1     ` for what was measured. `~` in place of these
 * says that the text has changed since, and that the new value is on its way.
 */
export function accuracyLabel({ mean, low, high, measured }: ShownAccuracy, isStale = false): string {
  if (measured !== undefined) return measuredLabel(measured, isStale);
  return `${isStale ? '~' : '≈'}${percent(mean)} ±${half((high - low) / 2)}`;
}

/** As wide, for a value that was measured, in percent. */
export const measuredLabel = (measured: number, isStale = false): string =>
  `${isStale ? '~' : MEASURED}${percent(measured)}${FIGURE_SPACE.repeat(5)}`;

/** Whether a label tells what was measured, as the text stands now. */
export const isMeasured = (label: string): boolean => label.startsWith(MEASURED);

/** Four characters: `93.9`, ` 9.3`, ` 100`. */
function percent(value: number): string {
  return (value >= 99.95 ? value.toFixed(0) : value.toFixed(1)).padStart(4, FIGURE_SPACE);
}

/** Three characters: `0.4`, ` 12`. */
function half(value: number): string {
  return (value >= 9.95 ? value.toFixed(0) : value.toFixed(1)).padStart(3, FIGURE_SPACE);
}

/** Five characters: ` +1.2`, `-12.3`, ` ±0.0`. */
export function effectLabel(effect: number): string {
  const shown = Math.abs(effect).toFixed(1);
  const sign = shown === '0.0' ? '±' : effect > 0 ? '+' : '−';
  return `${sign}${shown}`.padStart(5, FIGURE_SPACE);
}
