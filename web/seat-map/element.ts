/**
 * The seat map as a custom element for any page: `<holdfast-seat-map label="Seats of the hall" max="6">`. It keeps the selection itself.
 * `select` and `deselect` carry the id of the seat in `detail`, and may be prevented. docs/seat-map.md describes it.
 */
import { createSeatMapView } from './seat-map.ts';
import type { SeatMapModel, SeatMapView, SeatStatus } from './view.ts';

const STYLE = `
:host { display: block; min-block-size: 20rem; }
:host([hidden]) { display: none; }
div { inline-size: 100%; block-size: 100%; }
div:focus-visible { outline: 3px solid var(--seat-map-focus, light-dark(#1d4ed8, #fde047)); outline-offset: -3px; }
`;

export class HoldfastSeatMap extends HTMLElement {
  static readonly observedAttributes = ['label'];

  readonly #host = document.createElement('div');
  #view: SeatMapView | undefined;
  #model: SeatMapModel = { sections: [], areas: [] };
  #status = new Map<string, SeatStatus>();
  #selected = new Set<string>();
  #lost = new Set<string>();

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    this.#host.tabIndex = 0;
    this.#host.setAttribute('role', 'application');
    root.append(this.#host);
  }

  connectedCallback(): void {
    this.#view ??= createSeatMapView(this.#host, {
      onSeat: id => this.#toggle(id),
      onSection: id => this.dispatchEvent(new CustomEvent('section', { detail: id })),
      onHover: (id, at) => this.dispatchEvent(new CustomEvent('hover', { detail: id && { seatId: id, ...at } })),
    });
    this.#showModel();
  }

  disconnectedCallback(): void {
    this.#view?.destroy();
    this.#view = undefined;
  }

  attributeChangedCallback(_name: string, _before: string | null, label: string | null): void {
    if (label === null) this.#host.removeAttribute('aria-label');
    else this.#host.setAttribute('aria-label', label);
  }

  get model(): SeatMapModel {
    return this.#model;
  }

  set model(model: SeatMapModel) {
    this.#model = model;
    this.#status = new Map(
      model.sections.flatMap(({ rows }) =>
        rows.flatMap(({ seats }) => seats.map(({ id, status }): [string, SeatStatus] => [id, status])),
      ),
    );
    this.#showModel();
  }

  /** The ids of the chosen seats, in the order of choosing. */
  get selected(): readonly string[] {
    return [...this.#selected];
  }

  set selected(ids: Iterable<string>) {
    this.#selected = new Set(ids);
    this.#mark();
  }

  /** Seats that another buyer took. They have a warning until they are set again. */
  set lost(ids: Iterable<string>) {
    this.#lost = new Set(ids);
    this.#mark();
  }

  setStatuses(changes: readonly { seatId: string; status: SeatStatus }[]): void {
    for (const { seatId, status } of changes) this.#status.set(seatId, status);
    this.#view?.setStatuses(changes);
  }

  zoomTo(id?: string): void {
    this.#view?.zoomTo(id);
  }

  zoomBy(factor: number): void {
    this.#view?.zoomBy(factor);
  }

  #showModel(): void {
    this.#view?.show(this.#model);
    this.#view?.setStatuses([...this.#status].map(([seatId, status]) => ({ seatId, status })));
    this.#mark();
  }

  #mark(): void {
    this.#view?.mark({ selected: this.#selected, lost: this.#lost });
  }

  #toggle(id: string): void {
    const isSelected = this.#selected.has(id);
    if (!isSelected && (this.#status.get(id) !== 'available' || this.#isFull)) return;
    const event = new CustomEvent(isSelected ? 'deselect' : 'select', { detail: id, bubbles: true, cancelable: true });
    if (!this.dispatchEvent(event)) return;
    if (isSelected) this.#selected.delete(id);
    else this.#selected.add(id);
    this.#mark();
  }

  get #isFull(): boolean {
    const max = Number(this.getAttribute('max') ?? Number.NaN);
    return this.#selected.size >= max;
  }
}

if (!customElements.get('holdfast-seat-map')) customElements.define('holdfast-seat-map', HoldfastSeatMap);
