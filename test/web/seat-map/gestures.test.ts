/** Presses, pans and pinches from pointers. */
import { describe, expect, it } from 'vitest';
import { Gestures } from '../../../web/seat-map/gestures.ts';

const AT = { x: 100, y: 100 };

describe('the gestures', () => {
  it('are a press when the pointer stays where it went down, and a finger may tremble', () => {
    const gestures = new Gestures();
    gestures.down(1, AT, 'touch');
    expect(gestures.move(1, { x: 107, y: 100 })).toBeUndefined();
    expect(gestures.up(1)).toEqual({ is: 'press', at: AT });
  });

  it('are a pan when it moves further, by all of the way, and then no press', () => {
    const gestures = new Gestures();
    gestures.down(1, AT, 'mouse');
    expect(gestures.move(1, { x: 103, y: 100 })).toBeUndefined();
    expect(gestures.move(1, { x: 110, y: 100 })).toEqual({ is: 'pan', by: { x: 10, y: 0 } });
    expect(gestures.move(1, { x: 110, y: 105 })).toEqual({ is: 'pan', by: { x: 0, y: 5 } });
    expect(gestures.isMoving).toBe(true);
    expect(gestures.up(1)).toBeUndefined();
    expect(gestures.isDown).toBe(false);
  });

  it('are a pinch around the middle of two pointers, and no press afterwards', () => {
    const gestures = new Gestures();
    gestures.down(1, { x: 0, y: 0 }, 'touch');
    gestures.down(2, { x: 100, y: 0 }, 'touch');
    expect(gestures.move(2, { x: 200, y: 0 })).toEqual({
      is: 'pinch',
      at: { x: 100, y: 0 },
      factor: 2,
      by: { x: 50, y: 0 },
    });
    expect(gestures.up(2)).toBeUndefined();
    expect(gestures.move(1, { x: 5, y: 0 })).toEqual({ is: 'pan', by: { x: 5, y: 0 } });
    expect(gestures.up(1)).toBeUndefined();
  });

  it('end when the browser takes the pointer, and ignore pointers that never went down', () => {
    const gestures = new Gestures();
    gestures.down(1, AT, 'touch');
    gestures.cancel(1);
    expect(gestures.up(1)).toBeUndefined();
    expect(gestures.move(9, AT)).toBeUndefined();
  });
});
