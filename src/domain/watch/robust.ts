/** Statistics that a few wild values can not move. Inputs are never changed. */

/** Value below which the share `q` (0…1) of the values lies, interpolated; NaN when there is none. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * q;
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Standard deviation of the bulk of the values: 1.4826 × the median distance from the median. */
export function robustDeviation(values: readonly number[]): number {
  const centre = median(values);
  return 1.4826 * median(values.map((value) => Math.abs(value - centre)));
}

/** Mean without the lowest and the highest `share` of the values, at least one each; the median of up to four values. */
export function trimmedMean(values: readonly number[], share: number): number {
  if (values.length <= 4) return median(values);
  const cut = Math.max(1, Math.floor(values.length * share));
  const kept = values.toSorted((a, b) => a - b).slice(cut, values.length - cut);
  return kept.reduce((sum, value) => sum + value, 0) / kept.length;
}
