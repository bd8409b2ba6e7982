/** The options of `npm run on-sale`, checked so that a typing error never becomes a price. */
import { wholeNumber } from '../../cli/read-options.ts';
import { UsageError } from '../../cli/usage-error.ts';
import { PLACES_PER_HOLD_MAX } from '../../domain/limits.ts';
import { type StageName, stageOf } from '../../infra/stage.ts';
import { type OnSale, PEAK_DEFAULT } from './need.ts';

export interface Options {
  sale: OnSale;
  stage: StageName;
  /** Whether --stage was given. Then no variable may name another table. */
  isStageGiven: boolean;
  /** Sends nothing to AWS, and prints only what is needed. */
  isDry: boolean;
  /** Raises warm throughput, after its price is confirmed. */
  shallApply: boolean;
  /** The price is confirmed in advance, by --yes. */
  isConfirmed: boolean;
}

/** Several events may go on sale at once. */
const PLACES_MAX = 1_000_000;
const MINUTES_MAX = 24 * 60;
const SECTIONS_MAX = 10_000;
const READERS_MAX = 10_000_000;
const PEAK_MAX = 60;
/** Defaults. */
const SEATS_PER_SECTION = 250;
const SEATS_PER_HOLD = 2;

/** The options as typed. */
export interface Typed {
  places: string;
  minutes: string;
  stage?: string | undefined;
  'seats-per-hold'?: string | undefined;
  sections?: string | undefined;
  readers?: string | undefined;
  peak?: string | undefined;
  dry?: boolean;
  apply?: boolean;
  yes?: boolean;
}
type Counted = 'places' | 'minutes' | 'seats-per-hold' | 'sections' | 'readers' | 'peak';

/** Checks the options, and adds the defaults. Pure. */
export function optionsOf(read: Typed): Options {
  if (read.apply && read.stage === undefined) {
    throw new UsageError('--apply costs money and cannot be undone. Name the stage with --stage dev or --stage prod.');
  }
  if (read.dry && read.apply) {
    throw new UsageError('--dry sends nothing to AWS, and --apply changes something. Choose one of them.');
  }
  const number = (name: Counted, fallback: number, max: number, min = 1) =>
    wholeNumber(`--${name}`, read[name] ?? String(fallback), { min, max });
  const places = number('places', 0, PLACES_MAX);
  return {
    sale: {
      places,
      minutes: number('minutes', 0, MINUTES_MAX),
      seatsPerHold: number('seats-per-hold', Math.min(SEATS_PER_HOLD, places), Math.min(PLACES_PER_HOLD_MAX, places)),
      sections: number('sections', Math.ceil(places / SEATS_PER_SECTION), Math.min(SECTIONS_MAX, places)),
      readers: number('readers', places, READERS_MAX, 0),
      peak: number('peak', PEAK_DEFAULT, PEAK_MAX),
    },
    stage: stageNamed(read.stage ?? 'dev'),
    isStageGiven: read.stage !== undefined,
    isDry: read.dry ?? false,
    shallApply: read.apply ?? false,
    isConfirmed: read.yes ?? false,
  };
}

function stageNamed(name: string): StageName {
  try {
    return stageOf(setting => (setting === 'stage' ? name : undefined)).name;
  } catch {
    throw new UsageError(`--stage must be dev or prod, but is "${name}".`);
  }
}
