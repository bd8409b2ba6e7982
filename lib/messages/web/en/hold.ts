/** Held places in English. */
import type { HoldMessages } from '../hold.ts';

const time = (minutes: number, seconds: number): string => {
  const parts = [
    ...(minutes > 0 ? [minutes === 1 ? '1 minute' : `${minutes} minutes`] : []),
    ...(seconds > 0 || minutes === 0 ? [seconds === 1 ? '1 second' : `${seconds} seconds`] : []),
  ];
  return parts.join(' ');
};

export const HOLD: HoldMessages = {
  heading: 'Your places are held',
  left: (minutes, seconds) => `${time(minutes, seconds)} left to pay`,
  leftLabel: 'Time left',
  secondsLeft: seconds => `Your places are held for ${seconds} more seconds.`,
  extend: 'Get more time',
  extended: (minutes, seconds) => `You have more time: ${time(minutes, seconds)}.`,
  giveBack: {
    open: 'Give the places back',
    heading: 'Give these places back?',
    text: 'They go on sale again at once, and somebody else may take them.',
    confirm: 'Yes, give them back',
    keep: 'No, keep them',
  },
  expired: {
    heading: 'Your time is over',
    text: 'Your places are on sale again. Nothing was charged. They may still be free: choose them again.',
  },
  released: { heading: 'You have given these places back', text: 'Nothing was charged.' },
  confirmed: { heading: 'These places are yours', text: 'They are booked.', open: 'Show my booking' },
  chooseAgain: 'Choose again',
  each: amount => `${amount} each`,
};
