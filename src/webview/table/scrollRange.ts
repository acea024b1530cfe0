/**
 * How far a scroll bar's way and the rows' way differ. Browsers cap an element's height at some 16 to 33 million pixels, so
 * beyond `LONGEST` the bar's way is shorter than the rows', and one stands for the other by proportion.
 */
export interface ScrollRange {
  /** Height to give the scrolled element, in pixels. */
  readonly height: number;
  /** True when the scroll bar is too coarse to scroll by, so that wheel and keys must move the rows themselves. */
  readonly scaled: boolean;
  /** Highest offset of the rows, in pixels of rows. */
  readonly maxOffset: number;
  /** The rows' offset for a scroll bar position. */
  offsetAt(scrollTop: number): number;
  /** The scroll bar position for an offset of the rows. */
  scrollTopAt(offset: number): number;
}

const LONGEST = 8_000_000;

export function scrollRange(rows: number, rowHeight: number, viewport: number): ScrollRange {
  const full = rows * rowHeight;
  const height = Math.min(full, LONGEST);
  const maxOffset = Math.max(0, full - viewport);
  const maxTop = Math.max(0, height - viewport);
  const scaled = full > height;
  const clamp = (offset: number) => Math.min(Math.max(offset, 0), maxOffset);
  const ratio = maxTop > 0 ? maxOffset / maxTop : 1;
  return {
    height,
    scaled,
    maxOffset,
    offsetAt: (scrollTop) => clamp(scaled ? scrollTop * ratio : scrollTop),
    scrollTopAt: (offset) => (scaled ? clamp(offset) / ratio : clamp(offset)),
  };
}
