/** The choice of event, seat and kind of race, and the races. */
import { useState } from 'react';
import { useTexts } from '../../i18n/speech.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Select } from '../../ui/select.tsx';
import { Loading } from '../../ui/skeleton.tsx';
import { CrowdResult } from './crowd-result.tsx';
import styles from './race.module.css';
import { RaceResult } from './race-result.tsx';
import { type Mode, SIZES, useRace } from './use-race.ts';
import { type RaceChoice, useRaceChoice } from './use-race-choice.ts';

const MODES = Object.keys(SIZES) as Mode[];
const SEATS_SHOWN = 200;

export function RaceTrack() {
  const { race: texts } = useTexts();
  const [eventId, setEventId] = useState('');
  const [seatId, setSeatId] = useState('');
  const [mode, setMode] = useState<Mode>('race');
  const [size, setSize] = useState(2);
  const choice = useRaceChoice(eventId);
  const { race, result, runs, error, isRunning, start } = useRace();
  if (choice.events === undefined) {
    if (choice.error !== null) return <Failure error={choice.error} onAgain={choice.renew} />;
    return <Loading outlines={[{ height: '12rem' }]} />;
  }
  if (choice.events.length === 0) return <p>{texts.noEvents}</p>;
  const { event, seats } = choice;
  const seat = seats?.find(({ id }) => id === seatId) ?? seats?.[0];
  const count = SIZES[mode].includes(size) ? size : (SIZES[mode][0] ?? 2);
  const run = async (): Promise<void> => {
    if (!event || !seat) return;
    const isFree = await start({ eventId: event.id, seatId: seat.id }, mode, count);
    // A seat that is free again stays chosen. Otherwise the next race is for the next available seat.
    if (isFree) setSeatId(seat.id);
    else choice.renew();
  };
  return (
    <>
      <Card>
        <h2>{texts.choose}</h2>
        <div className={styles.form}>
          <EventAndSeat choice={choice} seatId={seat?.id ?? ''} onEvent={setEventId} onSeat={setSeatId} />
          <Select
            label={texts.mode}
            options={MODES.map(value => ({ value, text: texts.modes[value] }))}
            value={mode}
            onChange={value => setMode(value as Mode)}
          />
          {SIZES[mode].length > 1 && (
            <Select
              label={texts.buyers}
              options={SIZES[mode].map(value => ({ value: String(value), text: texts.buyersCount(value) }))}
              value={String(count)}
              onChange={value => setSize(Number(value))}
            />
          )}
        </div>
        <p className={styles.soft}>{seats?.length === 0 ? texts.noSeats : texts.modeHints[mode]}</p>
        <div className={styles.actions}>
          <Button isDisabled={!seat} isPending={isRunning} onPress={() => void run()}>
            {runs > 0 ? texts.again : texts.start}
          </Button>
          {runs > 0 && <span className={styles.soft}>{texts.runs(runs)}</span>}
        </div>
      </Card>
      {choice.error !== null && <Failure error={choice.error} onAgain={choice.renew} />}
      {error !== undefined && <Failure error={error} onAgain={() => void run()} />}
      {race && <RaceResult race={race} />}
      {result && <CrowdResult result={result} />}
    </>
  );
}

interface EventAndSeatProps {
  choice: RaceChoice;
  seatId: string;
  onEvent: (id: string) => void;
  onSeat: (id: string) => void;
}

function EventAndSeat({ choice: { events = [], event, seats = [] }, seatId, onEvent, onSeat }: EventAndSeatProps) {
  const { race: texts } = useTexts();
  return (
    <>
      <Select
        label={texts.event}
        options={events.map(({ id, title }) => ({ value: id, text: title }))}
        value={event?.id ?? ''}
        onChange={onEvent}
      />
      <Select
        label={texts.seat}
        options={seats.slice(0, SEATS_SHOWN).map(({ id, section, row, number }) => ({
          value: id,
          text: `${section}: ${texts.seatOption(row, number)}`,
        }))}
        value={seatId}
        onChange={onSeat}
      />
    </>
  );
}
