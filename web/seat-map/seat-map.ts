/** Shows a seat map in a host element. The host has a size of its own, and is focusable with a role and a name that the page gives it. */
import { Camera } from './camera.ts';
import { Frames } from './frames.ts';
import { listen } from './input.ts';
import { readPalette } from './palette.ts';
import { type MarkAt, Picture } from './picture.ts';
import { blockAt, cursorOf, seatAt } from './pointed.ts';
import { type Context, canvasOf } from './sprites.ts';
import { changeStatuses, filterSeats, isSameLayout, withStatuses } from './statuses.ts';
import { onColours, onSize } from './surroundings.ts';
import type { SeatMapMarks, SeatMapModel, SeatMapOptions, SeatMapView, SeatStatus } from './view.ts';
import { type Point, PRESSABLE, toLayout, toScreen } from './view-transform.ts';

export function createSeatMapView(host: HTMLElement, options: SeatMapOptions): SeatMapView {
  return new CanvasSeatMap(host, options);
}

class CanvasSeatMap implements SeatMapView {
  readonly #host: HTMLElement;
  readonly #options: SeatMapOptions;
  readonly #context: Context;
  readonly #camera = new Camera(() => this.#viewChanged());
  readonly #frames = new Frames(
    () => this.#draw(),
    () => this.#workOn(),
  );
  readonly #endings: (() => void)[];
  #ratio = devicePixelRatio;
  #model: SeatMapModel = { sections: [], areas: [] };
  #picture: Picture | undefined;
  #marks: SeatMapMarks = { selected: new Set(), lost: new Set() };
  #focused: number | undefined;
  #hovered: number | undefined;

  constructor(host: HTMLElement, options: SeatMapOptions) {
    this.#host = host;
    this.#options = options;
    const { canvas, context } = canvasOf(0, 0);
    this.#context = context;
    canvas.setAttribute('aria-hidden', 'true');
    Object.assign(canvas.style, { display: 'block', width: '100%', height: '100%' });
    host.append(canvas);
    this.#endings = [
      () => canvas.remove(),
      onSize(host, () => this.#resize()),
      onColours(() => this.#recolour()),
      listen(host, canvas, {
        pan: by => this.#camera.panBy(by),
        zoom: (factor, at) => (at ? this.#camera.zoomAt(factor, at) : this.#camera.zoomBy(factor)),
        showAll: () => this.#camera.showAll(),
        press: at => this.#press(at),
        hover: at => this.#hover(at),
      }),
    ];
  }

  show(model: SeatMapModel): void {
    const isSame = isSameLayout(model, this.#model);
    const focused = this.#idOf(this.#focused);
    this.#model = model;
    const screen = { width: this.#host.clientWidth, height: this.#host.clientHeight };
    this.#picture = new Picture(model, readPalette(this.#host), screen, this.#ratio);
    this.#camera.bounds = this.#picture.drawn.layout.bounds;
    this.#focused = focused === undefined ? undefined : this.#picture.drawn.seats.numberOf(focused);
    this.#hovered = undefined;
    // The picture is new, and its seats are not faint yet.
    if (this.#marks.matches && filterSeats(this.#picture, this.#marks.matches)) this.#picture.redraw();
    if (!isSame) this.#camera.fitAll();
    this.#frames.request();
  }

  setStatuses(changes: Iterable<{ seatId: string; status: SeatStatus }>): void {
    if (this.#picture) changeStatuses(this.#picture, changes);
    this.#frames.request();
  }

  mark(marks: SeatMapMarks): void {
    const isOther = marks.matches !== this.#marks.matches;
    this.#marks = marks;
    if (isOther && this.#picture && filterSeats(this.#picture, marks.matches)) this.#picture.redraw();
    this.#frames.request();
  }

  focus(seatId: string | undefined): void {
    const seat = seatId === undefined ? undefined : this.#picture?.drawn.seats.numberOf(seatId);
    this.#focused = seat;
    if (seat !== undefined) this.#camera.bringIntoView(this.#pointOf(seat));
    this.#frames.request();
  }

  zoomTo(id: string | undefined): void {
    const block = this.#picture?.drawn.layout.blocks.find(block => block.id === id);
    if (block) this.#camera.showBox(block.box);
    else this.#camera.showAll();
  }

  zoomBy(factor: number): void {
    this.#camera.zoomBy(factor);
  }

  panBy(x: number, y: number): void {
    this.#camera.panBy({ x, y });
  }

  destroy(): void {
    this.#frames.stop();
    for (const end of this.#endings) end();
    this.#picture = undefined;
  }

  #resize(): void {
    const { clientWidth: width, clientHeight: height } = this.#host;
    if (this.#ratio !== devicePixelRatio) {
      this.#ratio = devicePixelRatio;
      if (this.#picture) this.show(withStatuses(this.#model, this.#picture));
    }
    const { canvas } = this.#context;
    canvas.width = Math.round(width * this.#ratio);
    canvas.height = Math.round(height * this.#ratio);
    this.#camera.resize({ width, height });
    // Setting the size has cleared the canvas. Waiting for the next frame would show it empty.
    this.#draw();
  }

  #recolour(): void {
    this.#picture?.recolour(readPalette(this.#host));
    this.#frames.request();
  }

  #viewChanged(): void {
    // With nothing to pan to, a finger scrolls the page.
    this.#context.canvas.style.touchAction = this.#camera.isFitted ? 'pan-x pan-y' : 'none';
    this.#frames.request();
  }

  #pointOf(seat: number): Point {
    const layout = this.#picture?.drawn.layout;
    return { x: layout?.x[seat] ?? 0, y: layout?.y[seat] ?? 0 };
  }

  #idOf(seat: number | undefined): string | undefined {
    return seat === undefined ? undefined : this.#picture?.drawn.seats.all[seat]?.id;
  }

  #press(at: Point): void {
    if (!this.#picture) return;
    const seatId = this.#idOf(seatAt(this.#picture, this.#camera, at));
    if (seatId !== undefined) {
      this.#options.onSeat(seatId);
      return;
    }
    const block = blockAt(this.#picture, this.#camera, at);
    if (!block) return;
    const { view } = this.#camera;
    if (block.kind === 'section' && view.scale < PRESSABLE) this.#camera.showPressed(block.box, toLayout(view, at));
    this.#options.onSection(block.id);
  }

  #hover(at: Point | undefined): void {
    if (!this.#picture) return;
    const { canvas } = this.#context;
    canvas.style.cursor = cursorOf(this.#picture, this.#camera, at);
    const seat = at && seatAt(this.#picture, this.#camera, at);
    if (seat === this.#hovered) return;
    this.#hovered = seat;
    this.#frames.request();
    const corner = canvas.getBoundingClientRect();
    const point = seat === undefined ? undefined : toScreen(this.#camera.view, this.#pointOf(seat));
    this.#options.onHover?.(this.#idOf(seat), point && { x: corner.left + point.x, y: corner.top + point.y });
  }

  #draw(): void {
    const camera = this.#camera;
    if (!this.#picture || camera.screen.width === 0 || camera.screen.height === 0) return;
    camera.advance();
    const { isZooming } = camera;
    this.#picture.frame(this.#context, camera.view, camera.screen, this.#marksAt(), isZooming);
    if (camera.isMoving) this.#frames.request();
    else this.#frames.workWhenIdle(isZooming);
  }

  /** Draws a missing tile. With all tiles there, prepares for the first changes. Returns whether there was something to do. */
  #workOn(): boolean {
    const picture = this.#picture;
    return picture !== undefined && (picture.paintMissing() || picture.drawn.seats.prepare());
  }

  *#marksAt(): Generator<MarkAt> {
    const seats = this.#picture?.drawn.seats;
    for (const mark of ['lost', 'selected'] as const) {
      for (const id of this.#marks[mark]) {
        const seat = seats?.numberOf(id);
        if (seat !== undefined) yield { mark, seat };
      }
    }
    if (this.#hovered !== undefined) yield { mark: 'hovered', seat: this.#hovered };
    if (this.#focused !== undefined) yield { mark: 'focus', seat: this.#focused };
  }
}
