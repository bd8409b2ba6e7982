/** All personas, and how often each is chosen. docs/load-testing.md describes them. */
import { browser } from './browser.ts';
import { buyer } from './buyer.ts';
import { group } from './group.ts';
import { organizer } from './organizer.ts';
import { scalper } from './scalper.ts';
import { sniper } from './sniper.ts';
import type { Persona } from './steps.ts';
import { walker } from './walker.ts';

export const PERSONAS = { browser, buyer, sniper, group, scalper, walker, organizer } satisfies Record<string, Persona>;
export type PersonaName = keyof typeof PERSONAS;

/** The share of visits by each persona, in percent. A visit of a scalper takes several times as long as that of a browser. */
export const WEIGHTS: Record<PersonaName, number> = {
  browser: 25,
  buyer: 30,
  sniper: 15,
  group: 10,
  scalper: 7,
  walker: 10,
  organizer: 3,
};
