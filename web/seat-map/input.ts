/** Listens to pointers, the wheel and the keys of a host, and tells the map what to do. */
import { Gestures } from './gestures.ts';
import type { Point } from './view-transform.ts';

export interface Commands {
  pan(by: Point): void;
  zoom(factor: number, at: Point | undefined): void;
  showAll(): void;
  press(at: Point): void;
  /** `at` is undefined when the pointer has left. */
  hover(at: Point | undefined): void;
}

/** CSS pixels for one press of an arrow key. */
const STEP = 64;
const KEY_ZOOM = 1.4;

/** Returns a function that ends the listening. */
export function listen(host: HTMLElement, canvas: HTMLElement, commands: Commands): () => void {
  const gestures = new Gestures();
  const ending = new AbortController();
  const { signal } = ending;
  const pointOf = (event: MouseEvent): Point => {
    const { left, top } = canvas.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };

  canvas.addEventListener(
    'pointerdown',
    event => {
      if (event.button !== 0) return;
      canvas.setPointerCapture(event.pointerId);
      gestures.down(event.pointerId, pointOf(event), event.pointerType);
    },
    { signal },
  );
  canvas.addEventListener(
    'pointermove',
    event => {
      const at = pointOf(event);
      const gesture = gestures.move(event.pointerId, at);
      if (gesture?.is === 'pan') commands.pan(gesture.by);
      if (gesture?.is === 'pinch') {
        commands.pan(gesture.by);
        commands.zoom(gesture.factor, gesture.at);
      }
      if (event.pointerType === 'mouse') commands.hover(gestures.isMoving ? undefined : at);
    },
    { signal },
  );
  canvas.addEventListener(
    'pointerup',
    event => {
      const gesture = gestures.up(event.pointerId);
      if (gesture?.is === 'press') commands.press(gesture.at);
    },
    { signal },
  );
  canvas.addEventListener('pointercancel', event => gestures.cancel(event.pointerId), { signal });
  canvas.addEventListener('pointerleave', () => commands.hover(undefined), { signal });
  canvas.addEventListener(
    'wheel',
    event => {
      // A pinch on a trackpad is a wheel with ctrl. Without the focus a plain wheel scrolls the page.
      const isMeant = event.ctrlKey || event.metaKey || event.altKey || host.matches(':focus, :focus-within');
      if (!isMeant) return;
      event.preventDefault();
      commands.zoom(wheelFactor(event), pointOf(event));
    },
    { signal, passive: false },
  );
  host.addEventListener(
    'keydown',
    event => {
      if (event.target !== host || event.ctrlKey || event.metaKey || event.altKey) return;
      if (runKey(event.key, commands)) event.preventDefault();
    },
    { signal },
  );
  return () => ending.abort();
}

/** A pinch sends small steps, and a mouse wheel large ones. */
function wheelFactor({ deltaY, deltaMode, ctrlKey }: WheelEvent): number {
  const pixels = deltaMode === 0 ? deltaY : deltaY * 16;
  const limited = Math.min(Math.max(pixels, -120), 120);
  return Math.exp(-limited * (ctrlKey && Math.abs(pixels) < 50 ? 0.01 : 0.002));
}

/** Returns whether the key is one of the map. */
export function runKey(key: string, commands: Pick<Commands, 'pan' | 'zoom' | 'showAll'>): boolean {
  const keys: Record<string, () => void> = {
    ArrowLeft: () => commands.pan({ x: STEP, y: 0 }),
    ArrowRight: () => commands.pan({ x: -STEP, y: 0 }),
    ArrowUp: () => commands.pan({ x: 0, y: STEP }),
    ArrowDown: () => commands.pan({ x: 0, y: -STEP }),
    '+': () => commands.zoom(KEY_ZOOM, undefined),
    '=': () => commands.zoom(KEY_ZOOM, undefined),
    '-': () => commands.zoom(1 / KEY_ZOOM, undefined),
    '0': () => commands.showAll(),
  };
  const run = keys[key];
  run?.();
  return run !== undefined;
}
