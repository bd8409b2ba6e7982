/** Measures the seat map beside one SVG circle a seat, in a browser. `npm run bench -- --only seat-map` loads this file into an empty page. */
import { layOut } from './layout.ts';
import { createSeatMapView } from './seat-map.ts';
import type { MapSeat, SeatMapModel, SeatStatus } from './view.ts';

/** Milliseconds, and frames a second. */
export interface Drawn {
  first: number;
  panning: number;
  zooming: number;
  repaint: number;
}

/** One way to draw a map. */
interface Drawing {
  pan(x: number): void;
  zoom(factor: number): void;
  whole(): void;
  change(seats: MapSeat[], status: SeatStatus): void;
  remove(): void;
}

const SEATS_OF_ROW = 40;
const ROWS = 25;
const CHANGES = 200;
const STATUSES: SeatStatus[] = ['available', 'available', 'available', 'held', 'booked', 'blocked'];
const FILLS = { available: '#4338ca', held: '#7b8094', booked: '#a3a8b8', blocked: '#e4e6ed' };

export async function measure(seats: number, isCanvas: boolean, forMs: number): Promise<Drawn> {
  const model = modelOf(seats);
  const host = document.createElement('div');
  Object.assign(host.style, { width: '1280px', height: '720px' });
  document.body.replaceChildren(host);
  await frame();
  const began = performance.now();
  const drawing = isCanvas ? drawOnCanvas(host, model) : drawAsSvg(host, model);
  await shown();
  const first = performance.now() - began;
  await new Promise(done => setTimeout(done, 300));
  // Half of the seats are on the screen while panning, and between all and a sixth of them while zooming.
  const zooming = await framesOf(forMs, i => drawing.zoom(i % 60 < 30 ? 1.03 : 1 / 1.03));
  drawing.whole();
  await new Promise(done => setTimeout(done, 400));
  drawing.zoom(1.4);
  await shown();
  const panning = await framesOf(forMs, i => drawing.pan(i % 60 < 30 ? 4 : -4));
  const all = model.sections.flatMap(({ rows }) => rows.flatMap(row => row.seats));
  const changed = Array.from({ length: CHANGES }, (_, i) => all[Math.floor((i * all.length) / CHANGES)] as MapSeat);
  const changedAt = performance.now();
  drawing.change(changed, 'booked');
  await shown();
  const repaint = performance.now() - changedAt;
  drawing.remove();
  return { first, panning, zooming, repaint };
}

const frame = (): Promise<unknown> => new Promise(requestAnimationFrame);

/** The second frame begins after the first one has been drawn. */
async function shown(): Promise<void> {
  await frame();
  await frame();
}

async function framesOf(forMs: number, act: (i: number) => void): Promise<number> {
  const began = performance.now();
  let frames = 0;
  while (performance.now() - began < forMs) {
    act(frames++);
    await frame();
  }
  return (1_000 * frames) / (performance.now() - began);
}

function modelOf(seats: number): SeatMapModel {
  const sections = Array.from({ length: seats / SEATS_OF_ROW / ROWS }, (_, s) => ({
    id: `s${s}`,
    name: `Section ${s + 1}`,
    rows: Array.from({ length: ROWS }, (_, r) => ({
      label: String(r + 1),
      name: String(r + 1),
      seats: Array.from({ length: SEATS_OF_ROW }, (_, i) => ({
        id: `s${s}/${r}-${i}`,
        number: String(i + 1),
        status: STATUSES[(s * 7 + r * 5 + i * 11) % STATUSES.length] as SeatStatus,
        price: 5_000 + 1_000 * (s % 4),
      })),
    })),
  }));
  return { sections, areas: [] };
}

function drawOnCanvas(host: HTMLElement, model: SeatMapModel): Drawing {
  const view = createSeatMapView(host, { onSeat: () => undefined, onSection: () => undefined });
  view.show(model);
  const canvas = host.querySelector('canvas');
  return {
    pan: x => view.panBy(x, x / 2),
    // Buttons zoom in an animation of some frames. The wheel zooms at once.
    zoom(factor) {
      const deltaY = -Math.log(factor) / (Math.abs(factor - 1) < 0.5 ? 0.01 : 0.002);
      for (let left = deltaY; Math.abs(left) > 0.01; left -= Math.sign(left) * Math.min(Math.abs(left), 120)) {
        const step = Math.sign(left) * Math.min(Math.abs(left), 120);
        canvas?.dispatchEvent(new WheelEvent('wheel', { deltaY: step, ctrlKey: true, clientX: 640, clientY: 360 }));
      }
    },
    whole: () => host.dispatchEvent(new KeyboardEvent('keydown', { key: '0' })),
    change: (seats, status) => view.setStatuses(seats.map(({ id }) => ({ seatId: id, status }))),
    remove: () => view.destroy(),
  };
}

const SVG = 'http://www.w3.org/2000/svg';

function drawAsSvg(host: HTMLElement, model: SeatMapModel): Drawing {
  const { x, y, bounds } = layOut(model);
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('width', '1280');
  svg.setAttribute('height', '720');
  const group = document.createElementNS(SVG, 'g');
  const circles = new Map<string, SVGCircleElement>();
  let i = 0;
  for (const { rows } of model.sections) {
    for (const { seats } of rows) {
      for (const { id, status } of seats) {
        const circle = document.createElementNS(SVG, 'circle');
        circle.setAttribute('cx', String(x[i]));
        circle.setAttribute('cy', String(y[i++]));
        circle.setAttribute('r', '0.42');
        circle.setAttribute('fill', FILLS[status]);
        group.append(circle);
        circles.set(id, circle);
      }
    }
  }
  const whole = Math.min(1280 / bounds.width, 720 / bounds.height);
  let scale = whole;
  const at = { x: 0, y: 0 };
  const move = (): void => group.setAttribute('transform', `translate(${at.x} ${at.y}) scale(${scale})`);
  move();
  svg.append(group);
  host.append(svg);
  return {
    pan(by) {
      at.x += by;
      at.y += by / 2;
      move();
    },
    zoom(factor) {
      at.x = 640 - (640 - at.x) * factor;
      at.y = 360 - (360 - at.y) * factor;
      scale *= factor;
      move();
    },
    whole() {
      scale = whole;
      Object.assign(at, { x: 0, y: 0 });
      move();
    },
    change(seats, status) {
      for (const { id } of seats) circles.get(id)?.setAttribute('fill', FILLS[status]);
    },
    remove: () => svg.remove(),
  };
}

Object.assign(globalThis, { measure });
