/** Held places in German. */
import type { HoldMessages } from '../hold.ts';

const time = (minutes: number, seconds: number): string => {
  const parts = [
    ...(minutes > 0 ? [minutes === 1 ? '1 Minute' : `${minutes} Minuten`] : []),
    ...(seconds > 0 || minutes === 0 ? [seconds === 1 ? '1 Sekunde' : `${seconds} Sekunden`] : []),
  ];
  return parts.join(' ');
};

export const HOLD: HoldMessages = {
  heading: 'Ihre Plätze sind reserviert',
  left: (minutes, seconds) => `Noch ${time(minutes, seconds)} zum Bezahlen`,
  leftLabel: 'Verbleibende Zeit',
  secondsLeft: seconds => `Ihre Plätze sind noch ${seconds} Sekunden reserviert.`,
  extend: 'Mehr Zeit nehmen',
  extended: (minutes, seconds) => `Sie haben mehr Zeit: ${time(minutes, seconds)}.`,
  giveBack: {
    open: 'Plätze zurückgeben',
    heading: 'Diese Plätze zurückgeben?',
    text: 'Sie sind dann sofort wieder im Verkauf, und jemand anderes kann sie nehmen.',
    confirm: 'Ja, zurückgeben',
    keep: 'Nein, behalten',
  },
  expired: {
    heading: 'Die Zeit ist um',
    text: 'Ihre Plätze sind wieder im Verkauf. Es wurde nichts berechnet. Vielleicht sind sie noch frei: Wählen Sie sie erneut.',
  },
  released: { heading: 'Sie haben diese Plätze zurückgegeben', text: 'Es wurde nichts berechnet.' },
  confirmed: { heading: 'Diese Plätze gehören Ihnen', text: 'Sie sind gebucht.', open: 'Meine Buchung zeigen' },
  chooseAgain: 'Erneut wählen',
  each: amount => `je ${amount}`,
};
