/**
 * The colours of the map. Each is a custom property of the host (`--seat-map-…`) or a default that follows the colour scheme; with forced
 * colours, the colours of the system. A page uses `priceColour` for its legend.
 */
import { PRICE_COLOURS } from './seats.ts';

export type ColourName = keyof typeof DEFAULTS;
export interface Palette extends Record<ColourName, string> {
  prices: string[];
}

const DEFAULTS = {
  panel: 'light-dark(#ffffff, #191b22)',
  front: 'light-dark(#e4e6ed, #2c303b)',
  line: 'light-dark(#d9dbe3, #363a47)',
  text: 'light-dark(#171923, #f1f2f6)',
  soft: 'light-dark(#565b6e, #aeb3c4)',
  /** On the colours of prices. */
  ink: 'light-dark(#ffffff, #15162b)',
  held: 'light-dark(#7b8094, #8b90a3)',
  booked: 'light-dark(#a3a8b8, #5d6273)',
  blocked: 'light-dark(#e4e6ed, #2c303b)',
  selected: 'light-dark(#171923, #ffffff)',
  'on-selected': 'light-dark(#ffffff, #15162b)',
  lost: 'light-dark(#b42318, #fda29b)',
  focus: 'light-dark(#1d4ed8, #fde047)',
};

const PRICES = [
  'light-dark(#4338ca, #a5b4fc)',
  'light-dark(#0f766e, #5eead4)',
  'light-dark(#b45309, #fcd34d)',
  'light-dark(#be185d, #f9a8d4)',
  'light-dark(#0369a1, #7dd3fc)',
  'light-dark(#4d7c0f, #bef264)',
  'light-dark(#7e22ce, #d8b4fe)',
  'light-dark(#57534e, #d6d3d1)',
];

const FORCED: Record<ColourName, string> = {
  panel: 'Canvas',
  front: 'Canvas',
  line: 'CanvasText',
  text: 'CanvasText',
  soft: 'CanvasText',
  ink: 'Canvas',
  held: 'CanvasText',
  booked: 'GrayText',
  blocked: 'GrayText',
  selected: 'Highlight',
  'on-selected': 'HighlightText',
  lost: 'CanvasText',
  focus: 'Highlight',
};

/** A CSS colour. The seats of the dearest price have the colour 0. */
export const priceColour = (index: number): string =>
  `var(--seat-map-price-${(index % PRICE_COLOURS) + 1}, ${PRICES[index % PRICE_COLOURS]})`;

export function readPalette(host: HTMLElement): Palette {
  const isForced = matchMedia('(forced-colors: active)').matches;
  const probe = document.createElement('span');
  probe.style.display = 'none';
  probe.style.setProperty('forced-color-adjust', 'none');
  host.append(probe);
  /** A canvas knows neither custom properties nor light-dark(). */
  const resolved = (colour: string): string => {
    probe.style.color = colour;
    return getComputedStyle(probe).color;
  };
  const colours = Object.entries(DEFAULTS).map(([name, byDefault]) => [
    name,
    resolved(isForced ? FORCED[name as ColourName] : `var(--seat-map-${name}, ${byDefault})`),
  ]);
  const prices = PRICES.map((_, i) => resolved(isForced ? 'LinkText' : priceColour(i)));
  probe.remove();
  return { ...(Object.fromEntries(colours) as Record<ColourName, string>), prices };
}
