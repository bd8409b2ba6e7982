/** The arithmetic of zooming and panning. */
import { describe, expect, it } from 'vitest';
import {
  between,
  clamped,
  fitted,
  panned,
  toLayout,
  toScreen,
  visibleBox,
  zoomAt,
} from '../../../web/seat-map/view-transform.ts';

const SCREEN = { width: 800, height: 600 };
const BOUNDS = { x: 0, y: 0, width: 400, height: 100 };
const LIMITS = { min: 1, max: 64 };

describe('the view of a map', () => {
  it('shows all of the map in the middle', () => {
    const view = fitted(BOUNDS, SCREEN);
    expect(toScreen(view, { x: 200, y: 50 })).toEqual({ x: 400, y: 300 });
    expect(toScreen(view, { x: 0, y: 50 }).x).toBeCloseTo(16);
  });

  it('keeps the point under the pointer where it is while zooming, also at the limits', () => {
    const view = fitted(BOUNDS, SCREEN);
    const at = { x: 123, y: 456 };
    for (const factor of [0.01, 0.7, 1.3, 1_000]) {
      const zoomed = zoomAt(view, at, factor, LIMITS);
      expect(toLayout(zoomed, at).x).toBeCloseTo(toLayout(view, at).x);
      expect(toLayout(zoomed, at).y).toBeCloseTo(toLayout(view, at).y);
      expect(zoomed.scale).toBeGreaterThanOrEqual(LIMITS.min);
      expect(zoomed.scale).toBeLessThanOrEqual(LIMITS.max);
    }
  });

  it('does not leave the map: neither end can be panned further than its margin', () => {
    const view = { x: 0, y: 0, scale: 10 };
    expect(clamped(panned(view, { x: 99_999, y: 0 }), BOUNDS, SCREEN).x).toBeCloseTo(-1.6);
    const right = visibleBox(clamped(panned(view, { x: -99_999, y: 0 }), BOUNDS, SCREEN), SCREEN);
    expect(right.x + right.width).toBeCloseTo(401.6);
  });

  it('centres a map that is smaller than the screen, wherever it is panned to', () => {
    const { y } = clamped({ x: 0, y: 9_999, scale: 2 }, BOUNDS, SCREEN);
    expect(y).toBe(-100);
  });

  it('moves from one view to another without a jump, and keeps the point still that both show at one place', () => {
    const from = fitted(BOUNDS, SCREEN);
    const at = { x: 700, y: 500 };
    const to = zoomAt(from, at, 8, LIMITS);
    expect(between(from, to, 0)).toEqual(from);
    expect(between(from, to, 1).x).toBeCloseTo(to.x);
    expect(toLayout(between(from, to, 0.4), at).x).toBeCloseTo(toLayout(from, at).x);
  });
});
