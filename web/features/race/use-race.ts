/** Runs one race after another, each with new buyers, and gives the seat back after each. */
import { useState } from 'react';
import { call, type Schemas, unwrap } from '../../api/client.ts';
import { useTexts } from '../../i18n/speech.tsx';
import { useAnnounce } from '../../ui/announcer.tsx';
import { type Buyer, type RaceEntry, type RaceMode, type RaceSeat, releaseHolds, runRace } from './run-race.ts';
import { winnerOf } from './verdict.ts';

const NAMES = ['A', 'B', 'C', 'D', 'E'] as const;

export type Mode = RaceMode | 'crowd';

/** How many buyers a race of each mode may have; a browser has six connections to a host. */
export const SIZES: Readonly<Record<Mode, readonly number[]>> = {
  race: [2, 3, 4, 5],
  'double-click': [1],
  'lost-reply': [1],
  crowd: [10, 25, 50, 100],
};

export interface Race {
  entries: RaceEntry[];
  /** Undefined while the race runs. */
  isReleased?: boolean;
}

export interface Races {
  race?: Race;
  /** Of a crowd. */
  result?: Schemas['RaceResult'];
  error?: unknown;
  runs: number;
  isRunning: boolean;
  /** Returns whether the seat is available again. */
  start(seat: RaceSeat, mode: Mode, count: number): Promise<boolean>;
}

export function useRace(): Races {
  const { race: texts } = useTexts();
  const announce = useAnnounce();
  const [shown, setShown] = useState<Pick<Races, 'race' | 'result' | 'error'>>({});
  const [runs, setRuns] = useState(0);
  const [isRunning, setRunning] = useState(false);

  async function runInBrowser(seat: RaceSeat, mode: RaceMode, count: number): Promise<boolean> {
    const buyers = await newBuyers(count);
    setShown({ race: { entries: [] } });
    const tell = (entry: RaceEntry): void =>
      setShown(({ race }) => ({
        race: { entries: [...(race?.entries ?? []).filter(({ id }) => id !== entry.id), entry] },
      }));
    const entries = await runRace(seat, mode, buyers, tell);
    const winner = winnerOf(entries);
    const isReleased = await releaseHolds(entries);
    setShown({ race: { entries, isReleased } });
    announce(winner ? texts.won(texts.buyer(winner.buyer.name), Math.round(winner.answeredAt ?? 0)) : texts.noWinner);
    return winner !== undefined && isReleased;
  }

  async function runInService(seat: RaceSeat, buyers: number): Promise<boolean> {
    const result = unwrap(await call('race-for-seat', { body: { ...seat, buyers } }));
    setShown({ result });
    announce(texts.summary.winner(result.winner.ms));
    return result.isReleased;
  }

  async function start(seat: RaceSeat, mode: Mode, count: number): Promise<boolean> {
    setRunning(true);
    setShown({});
    announce(texts.running);
    try {
      const isFree = await (mode === 'crowd' ? runInService(seat, count) : runInBrowser(seat, mode, count));
      setRuns(before => before + 1);
      return isFree;
    } catch (error) {
      setShown({ error });
      return false;
    } finally {
      setRunning(false);
    }
  }
  return { ...shown, runs, isRunning, start };
}

/** Each race has new buyers, because the service lets one buyer place only few holds a minute. */
async function newBuyers(count: number): Promise<Buyer[]> {
  const { items } = unwrap(await call('create-demo-customers', { body: { count } }));
  return items.map(({ accessToken }, i) => ({ name: NAMES[i] ?? String(i + 1), token: accessToken }));
}
